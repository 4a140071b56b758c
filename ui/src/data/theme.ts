import { useEffect } from "react";
import { type Theme, usePreferences } from "./preferences";

const DARK = "(prefers-color-scheme: dark)";

/** Light or dark, for a choice that may leave it to the system. */
export function resolveTheme(choice: Theme, systemIsDark: boolean): "light" | "dark" {
  if (choice === "system") return systemIsDark ? "dark" : "light";
  return choice;
}

/** Keeps the page's theme and density in step with the preferences and the system. */
export function useAppearance(): void {
  const { theme, density } = usePreferences();
  useEffect(() => {
    const media = window.matchMedia(DARK);
    const apply = () => {
      document.documentElement.dataset.theme = resolveTheme(theme, media.matches);
    };
    apply();
    media.addEventListener("change", apply);
    return () => media.removeEventListener("change", apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}
