import { useEffect, useRef } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import css from "./dialog.module.css";

/** A dialog over the screen. Esc and a press beside it close it, but not while it works. */
export function ModalDialog({
  title,
  open,
  busy,
  wide,
  alert,
  testId,
  onClose,
  children,
}: {
  title: string;
  open: boolean;
  busy?: boolean;
  wide?: boolean;
  /** It asks about something that cannot be undone. */
  alert?: boolean;
  testId?: string;
  onClose: () => void;
  children: React.ReactNode;
}) {
  const body = useRef<HTMLElement>(null);
  const worked = useRef(false);
  useEffect(() => {
    // A button that was disabled during the work has lost the focus, and Esc with it.
    if (worked.current && !busy && !body.current?.contains(document.activeElement))
      body.current?.focus();
    worked.current = busy === true;
  }, [busy]);
  return (
    <ModalOverlay
      className="overlay"
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable={!busy}
      isKeyboardDismissDisabled={busy}
    >
      <Modal className={wide ? `${css.frame} ${css.wide}` : css.frame}>
        <Dialog
          ref={body}
          className={css.body}
          role={alert ? "alertdialog" : "dialog"}
          data-testid={testId}
        >
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
