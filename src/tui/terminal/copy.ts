/**
 * The sequence that asks the terminal to put `text` on the clipboard (xterm's OSC 52): works over ssh, and in tmux where
 * set-clipboard allows it. The text is Base64, so that nothing in it can end the sequence.
 */
export function copySequence(text: string): string {
  return `\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`;
}
