import { useAppStateQuery } from "../data/state";
import { Button } from "./button";

/** Asks again whether the keychain answers. */
export function KeychainRetry() {
  const query = useAppStateQuery();
  return (
    <Button
      className="button"
      aria-disabled={query.isFetching}
      onClick={() => void query.refetch()}
      data-testid="keychain-retry"
    >
      Try again
    </Button>
  );
}
