// Whether the palette is open. Only Ctrl-K and its button open it.
import { createStore } from "./store";

const open = createStore(false);

export const usePaletteOpen = open.use;
export const openPalette = (): void => open.set(true);
export const closePalette = (): void => open.set(false);
export const togglePalette = (): void => open.set((before) => !before);
