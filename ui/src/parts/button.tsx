// WebKit on macOS leaves plain buttons and links out of the Tab order unless they name a tabindex.

/** A button that Tab reaches in every web view. */
export function Button({
  children,
  why,
  ...rest
}: React.ComponentProps<"button"> & {
  /** Why it cannot be pressed now; for the eye and for a screen reader. */
  why?: string | null | false;
}) {
  const reason = why ? { title: why, "aria-description": why } : {};
  return (
    <button type="button" tabIndex={0} {...rest} {...reason}>
      {children}
    </button>
  );
}

/** A link that Tab reaches in every web view. */
export function Link({ children, ...rest }: React.ComponentProps<"a"> & { href: string }) {
  return (
    <a tabIndex={0} {...rest}>
      {children}
    </a>
  );
}
