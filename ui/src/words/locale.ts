/** The machine's locale, or English where the machine names none (a POSIX locale is no language tag). */
export function machineLocale(tag: string | undefined = navigator.language): string {
  try {
    return new Intl.Locale(tag ?? "en").toString();
  } catch {
    return "en";
  }
}
