import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../../data/call";
import { base64Of } from "../../data/truth";
import { type AnswersLook, host, type ReviewView } from "../../host";

/** Files for reviewers and files of their answers, one at a time. */
export function useHandOut(view: ReviewView) {
  const client = useQueryClient();
  const id = view.brief.id;
  const { busy, problem, title, call } = useCall();
  /** Where the last file was saved. */
  const [path, setPath] = useState<string | null>(null);
  /** The number of the reviewer whose answers are imported. */
  const [from, setFrom] = useState(view.reviewers.at(-1)?.number ?? 1);
  const [looked, setLooked] = useState<{ base64: string; look: AnswersLook } | null>(null);
  const [set, setSet] = useState<AnswersLook | null>(null);
  const run = (title: string, make: () => Promise<void>) => call(make, "", title);
  const write = (make: () => Promise<string>) =>
    run("The file was not saved", async () => {
      setPath(null);
      setPath(await make());
    });
  const choose = (chosen: File | undefined) =>
    chosen &&
    run("The answers could not be read", async () => {
      setSet(null);
      setLooked(null);
      const base64 = await base64Of(chosen);
      setLooked({ base64, look: await host.reviewAnswers(id, from, base64, false) });
    });
  const take = () =>
    looked &&
    run("The answers were not imported", async () => {
      setSet(await host.reviewAnswers(id, from, looked.base64, true));
      setLooked(null);
      void client.invalidateQueries({ queryKey: ["review", id] });
      void client.invalidateQueries({ queryKey: ["review-rows"] });
    });
  return {
    busy,
    problem,
    title,
    path,
    from,
    setFrom,
    look: looked?.look ?? null,
    set,
    writePacket: (reviewer: number, sendTo: string) =>
      write(() => host.exportPacket(id, reviewer, sendTo)),
    writeCsv: (reviewer: number) => write(() => host.exportReview(id, reviewer)),
    choose,
    take,
  };
}
