/** Whether the focus is in a field: a letter is typed there, and Ctrl-Z takes typing back. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest("input, textarea, select, [contenteditable]") !== null;
