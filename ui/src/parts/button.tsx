// WebKit on macOS leaves plain buttons and links out of the Tab order unless they name a tabindex.

/** A button that Tab reaches in every web view. */
export function Button({ children, ...rest }: React.ComponentProps<"button">) {
  return (
    <button type="button" tabIndex={0} {...rest}>
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
