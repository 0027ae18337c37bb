declare const LISTENSCOPE_VERSION: string | undefined;

/** The version of this program, put in by the build; "0.0.0-dev" when it runs from source. */
export const VERSION: string = typeof LISTENSCOPE_VERSION === 'string' ? LISTENSCOPE_VERSION : '0.0.0-dev';
