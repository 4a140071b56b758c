import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { ColumnChoice } from "../data/preferences";
import { Button } from "./button";
import { useFirstFocus } from "./filter-chip";
import css from "./filter-chip.module.css";
import { arrange, type Column, withHidden, withMove } from "./grid/columns";

/** The shown columns and their order. */
export function ColumnsMenu<Id extends string>({
  columns,
  choices,
  onChange,
}: {
  columns: Column<Id>[];
  choices: ColumnChoice[];
  onChange: (choices: ColumnChoice[]) => void;
}) {
  const arranged = arrange(columns, choices);
  const first = useFirstFocus();
  return (
    <span className={css.chip}>
      <DialogTrigger>
        <AriaButton className={css.chipButton} data-testid="columns">
          <Columns3 aria-hidden="true" />
          Columns
        </AriaButton>
        <Popover className="popover" placement="bottom end" offset={6}>
          <Dialog className={css.popoverDialog} aria-label="Columns">
            <ul className={css.choiceRows} ref={first}>
              {arranged.map(({ column, hidden }, i) => (
                <li key={column.id} className={css.columnLine}>
                  <label className={`${css.choice} grow`}>
                    <input
                      type="checkbox"
                      tabIndex={0}
                      checked={!hidden}
                      disabled={column.fixed}
                      data-testid={`column-${column.id}`}
                      onChange={(event) =>
                        onChange(withHidden(columns, choices, column.id, !event.target.checked))
                      }
                    />
                    <span className="clip">{column.label}</span>
                  </label>
                  <Button
                    className="button icon ghost"
                    aria-label={`Move ${column.label} left`}
                    disabled={i === 0}
                    onClick={() => onChange(withMove(columns, choices, column.id, -1))}
                  >
                    <ArrowUp aria-hidden="true" />
                  </Button>
                  <Button
                    className="button icon ghost"
                    aria-label={`Move ${column.label} right`}
                    disabled={i === arranged.length - 1}
                    onClick={() => onChange(withMove(columns, choices, column.id, 1))}
                  >
                    <ArrowDown aria-hidden="true" />
                  </Button>
                </li>
              ))}
            </ul>
            <Button
              className="button ghost"
              onClick={() => onChange([])}
              data-testid="columns-reset"
            >
              Reset columns
            </Button>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}
