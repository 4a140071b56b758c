/** Whether the keyboard has a command key; the web view of macOS says so in its platform. */
const isMac = (): boolean => /mac/i.test(navigator.platform);

/** The keys that open the palette, as they are printed on this keyboard. */
export const paletteKey = (): string => (isMac() ? "⌘K" : "Ctrl K");
