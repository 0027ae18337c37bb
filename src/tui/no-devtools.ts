/** Stands in for react-devtools-core, which Ink loads in development only: the bundle has no use for it. */
export default {};
