// Actions on a review as a whole: one call at a time, its answer shown at once.
import { useQueryClient } from "@tanstack/react-query";
import { useCall } from "../../data/call";
import {
  host,
  type NewException,
  type ReviewHandOver,
  type ReviewView,
  type SignRequest,
} from "../../host";

export function useReviewCall(id: string) {
  const client = useQueryClient();
  const { pending, problem, title, call: one } = useCall();
  const call = <T>(
    what: string,
    title: string,
    make: () => Promise<T>,
    done: (answer: T) => void,
  ): Promise<boolean> =>
    one(
      async () => {
        done(await make());
        void client.invalidateQueries({ queryKey: ["reviews"] });
      },
      what,
      title,
    );
  const adopt = (view: ReviewView) => client.setQueryData(["review", id], view);
  return {
    busy: pending,
    problem: problem && { title, problem },
    call,
    sign: (wanted: SignRequest) =>
      call("sign", "The review was not signed", () => host.signReview(id, wanted), adopt),
    handOver: (wanted: ReviewHandOver) =>
      call("hand-over", "The items were not handed over", () => host.handOver(id, wanted), adopt),
    except: (
      item: number,
      group: string | null,
      exception: NewException,
      proof: [string, string] | null,
    ) =>
      call(
        "except",
        "The exception was not saved",
        () => host.exceptItem(id, item, group, exception, proof),
        adopt,
      ),
    discard: () =>
      call(
        "discard",
        "The review was not discarded",
        () => host.discardReview(id),
        () => {
          void client.invalidateQueries({ queryKey: ["review", id] });
        },
      ),
    close: () => call("close", "The review was not closed", () => host.closeReview(id), adopt),
  };
}
