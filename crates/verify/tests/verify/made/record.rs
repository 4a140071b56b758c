//! The record of a pack and its signed heads.

use super::*;

impl Made {
    /// From what the other files say: sealed entries between those of the review.
    pub fn record(&mut self) {
        let review = self.json("review.json");
        let decisions = self.json("decisions.json");
        let mut told = vec![
            None,
            Some((
                "review-started",
                json!({
                    "review": REVIEW, "by": "priya", "items": review["items"],
                    "population_sha256": review["population_sha256"],
                }),
            )),
        ];
        for one in decisions["decisions"].as_array().unwrap() {
            let decision = match one["decision"].as_str().unwrap() {
                "none" => Value::Null,
                other => json!(other),
            };
            told.push(Some((
                "review-decided",
                json!({
                    "review": REVIEW, "by": "Carla Mendes", "source": "screen", "bulk": one["bulk"],
                    "decisions": [{"item": one["item"], "decision": decision, "drop": one["drop"]}],
                }),
            )));
        }
        told.push(None);
        for one in review["sign_offs"].as_array().unwrap() {
            told.push(Some((
                "review-signed",
                json!({
                    "review": REVIEW, "role": one["role"], "by": one["name"], "user": one["user"],
                    "statement": one["statement"],
                }),
            )));
        }
        for one in self.json("remediation.json")["lines"].as_array().unwrap() {
            if !one["exception"].is_null() {
                told.push(Some((
                    "review-excepted",
                    json!({
                        "review": REVIEW, "item": one["item"], "group": one["group"],
                        "exception": one["exception"],
                    }),
                )));
            }
        }
        for one in self.json("residual.json")["lines"].as_array().unwrap() {
            if !one["done_at"].is_null() {
                told.push(Some((
                    "residual-ticked",
                    json!({
                        "case": one["case"], "line": one["line"], "text": one["text"],
                        "done": true, "by": one["done_by"], "note": one["note"],
                    }),
                )));
            }
        }
        told.extend([None, Some(("review-closed", json!({"review": REVIEW, "ä€": "ö\n\u{1}"})))]);
        let (mut previous, mut lines) = (sha256(b"before"), Vec::new());
        for (seq, entry) in (40..).zip(told) {
            let mut line = match entry {
                None => json!({"seq": seq, "previous": previous}),
                Some((kind, body)) => json!({
                    "seq": seq, "at": at("10:30"), "kind": kind, "body": body, "previous": previous,
                }),
            };
            previous = sha256(canonical(&line).as_bytes());
            line["hash"] = json!(previous);
            lines.push(line);
        }
        self.set_lines(&lines);
        self.packed();
        self.heads();
    }

    /// The newest entry: that the pack was made, with the hash over its files.
    pub fn packed(&mut self) {
        let mut lines = self.lines();
        if lines.last().is_some_and(|line| line["kind"] == "review-packed") {
            lines.pop();
        }
        let after = [
            "manifest.json",
            "manifest.sig",
            "SHA256SUMS",
            "public-key.pem",
            "record-heads.json",
            "record.jsonl",
        ];
        let files = self.files.iter().filter(|(path, _)| !after.contains(&path.as_str()));
        let sums: String =
            files.map(|(path, bytes)| format!("{}  {path}\n", sha256(bytes))).collect();
        let Some(last) = lines.last() else { return };
        let mut line = json!({
            "seq": last["seq"].as_u64().unwrap() + 1, "at": at("12:10"), "kind": "review-packed",
            "body": {"review": REVIEW, "files_sha256": sha256(sums.as_bytes())},
            "previous": last["hash"],
        });
        line["hash"] = json!(sha256(canonical(&line).as_bytes()));
        lines.push(line);
        self.set_lines(&lines);
    }

    /// Signs the first and the newest entry of the record, with any content.
    pub fn heads(&mut self) {
        let lines = self.lines();
        let heads: Vec<Value> = [lines.first(), lines.last()]
            .into_iter()
            .flatten()
            .map(|line| {
                let (seq, hash) = (&line["seq"], line["hash"].as_str().unwrap());
                let message = format!("rollcall record head v1\n{seq}\n{hash}");
                json!({
                    "seq": seq, "hash": hash,
                    "public_key": hex::encode(self.key.verifying_key().as_bytes()),
                    "signature": hex::encode(self.key.sign(message.as_bytes()).to_bytes()),
                })
            })
            .collect();
        self.put("record-heads.json", &json!({"heads": heads}));
    }
}
