// With &axe in the address: checks the page as a browser paints it and writes the findings into it.
import axe from "axe-core";

export function checkSoon(): void {
  setTimeout(async () => {
    const { violations, incomplete, passes } = await axe.run(document);
    const out = document.createElement("pre");
    out.id = "axe";
    out.textContent = JSON.stringify(
      violations.map((v) => ({
        id: v.id,
        nodes: v.nodes.map(
          (n) =>
            `${n.target.join(" ")} :: ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ""}`,
        ),
      })),
      null,
      1,
    );
    out.dataset.passes = String(passes.length);
    out.dataset.incomplete = incomplete.map((v) => `${v.id} ${v.nodes.length}`).join(", ");
    document.body.append(out);
  }, 1500);
}
