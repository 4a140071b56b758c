// Menus of actions: behind a ⋯ button, and at a row, by right click or keyboard.
import { Ellipsis } from "lucide-react";
import { useRef } from "react";
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Text,
} from "react-aria-components";
import css from "./menu.module.css";

export type MenuEntry = {
  id: string;
  label: string;
  /** Disabled, with the reason. */
  why?: string | null;
  danger?: boolean;
  /** Replaces the default, the test id of the menu with the id. */
  testId?: string;
  onAction: () => void;
};

function Entries({
  label,
  entries,
  testId,
  onClose,
}: {
  label: string;
  entries: MenuEntry[];
  testId: string;
  onClose?: () => void;
}) {
  return (
    <Menu
      className={css.menu}
      aria-label={label}
      autoFocus="first"
      onClose={onClose}
      disabledKeys={entries.filter((entry) => entry.why).map((entry) => entry.id)}
    >
      {entries.map((entry) => (
        <MenuItem
          key={entry.id}
          id={entry.id}
          className={entry.danger ? `${css.item} danger` : css.item}
          textValue={entry.label}
          onAction={entry.onAction}
          data-testid={entry.testId ?? `${testId}-${entry.id}`}
        >
          <Text slot="label">{entry.label}</Text>
          {entry.why ? (
            <Text slot="description" className={css.why}>
              {entry.why}
            </Text>
          ) : null}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** A ⋯ button with the actions behind it. */
export function MenuButton({
  label,
  entries,
  testId,
}: {
  label: string;
  entries: MenuEntry[];
  testId: string;
}) {
  return (
    <MenuTrigger>
      <AriaButton className="button icon" aria-label={label} data-testid={testId}>
        <Ellipsis aria-hidden="true" />
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Entries label={label} entries={entries} testId={testId} />
      </Popover>
    </MenuTrigger>
  );
}

export type MenuPlace = { x: number; y: number };

/** The same at a position in the window. */
export function ContextMenu({
  label,
  entries,
  testId,
  place,
  onClose,
}: {
  label: string;
  entries: MenuEntry[];
  testId: string;
  place: MenuPlace;
  onClose: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span
        ref={anchor}
        className={css.anchor}
        aria-hidden="true"
        style={{ left: place.x, top: place.y }}
      />
      <Popover
        className="popover"
        aria-label={label}
        triggerRef={anchor}
        isOpen
        onOpenChange={(open) => !open && onClose()}
        placement="bottom start"
        offset={2}
      >
        <Entries label={label} entries={entries} testId={testId} onClose={onClose} />
      </Popover>
    </>
  );
}
