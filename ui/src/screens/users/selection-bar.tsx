import type { UserWishKind } from "../../host";
import { Button } from "../../parts/button";
import { type Selection, selectedCount, selectionWords } from "../../parts/grid/selection";
import { SelectionTray } from "../../parts/grid/selection-tray";
import { MenuButton } from "../../parts/menu";
import { count } from "../../words/numbers";

/** The number of selected accounts and the changes to stage for them. Nothing here is planned or sent. */
export function SelectionBar({
  selection,
  total,
  deactivate,
  onAll,
  onClear,
  onEdit,
  onStage,
}: {
  selection: Selection;
  total: number;
  /** The verb: the app's own if the selection is in one app. */
  deactivate: string;
  onAll: () => void;
  onClear: () => void;
  onEdit: () => void;
  onStage: (kind: UserWishKind) => void;
}) {
  return (
    <SelectionTray
      shown={selection.kind !== "none"}
      count={selectedCount(selection)}
      words={selectionWords(selection, total)}
      testId="selection"
    >
      {selectedCount(selection) < total ? (
        <Button className="button ghost" onClick={onAll} data-testid="selection-all">
          Select all {count(total)} matches
        </Button>
      ) : null}
      <Button
        className="button"
        aria-keyshortcuts="E"
        title="Edit (E)"
        onClick={onEdit}
        data-testid="selection-edit"
      >
        Edit…
      </Button>
      <Button
        className="button"
        onClick={() => onStage("deactivate")}
        data-testid="selection-deactivate"
      >
        {deactivate}
      </Button>
      <Button
        className="button"
        onClick={() => onStage("activate")}
        data-testid="selection-activate"
      >
        Activate
      </Button>
      <MenuButton
        label="More actions for the selection"
        testId="selection-more"
        entries={[
          {
            id: "delete",
            label: "Delete…",
            danger: true,
            onAction: () => onStage("delete"),
          },
        ]}
      />
      <Button className="button" onClick={onClear} data-testid="selection-clear">
        Clear
      </Button>
    </SelectionTray>
  );
}
