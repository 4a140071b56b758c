//! The files of a pack, changed and written.

use super::*;

impl Made {
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.files[name]).unwrap()
    }

    pub fn put(&mut self, name: &str, value: &Value) {
        self.files.insert(name.to_owned(), value.to_string().into_bytes());
    }

    pub fn edit(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut value = self.json(name);
        change(&mut value);
        self.put(name, &value);
    }

    pub fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.files["record.jsonl"].clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn set_lines(&mut self, lines: &[Value]) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        self.files.insert("record.jsonl".to_owned(), text.into_bytes());
    }

    pub fn head(&self) -> String {
        self.lines().last().unwrap()["hash"].as_str().unwrap().to_owned()
    }

    pub fn folder(&self, to: &Path) {
        for (path, bytes) in &self.files {
            let file = to.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
    }

    pub fn zip(&self, to: &Path, before: &str) {
        let mut zip = zip::ZipWriter::new(fs::File::create(to).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        for (path, bytes) in &self.files {
            zip.start_file(format!("{before}{path}"), options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    }

    /// Another body of a page, which fits its hash in `reads.json`.
    pub fn page(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        self.edit(name, change);
        let hash = sha256(&self.files[name]);
        self.edit("reads.json", |reads| {
            for read in reads["reads"].as_array_mut().unwrap() {
                for page in read["pages"].as_array_mut().unwrap() {
                    if page["file"] == name {
                        page["sha256"] = json!(hash);
                    }
                }
            }
        });
    }

    /// Takes the page away, from the read as well.
    pub fn without_page(&mut self, name: &str) {
        self.files.remove(name);
        self.edit("reads.json", |reads| {
            for read in reads["reads"].as_array_mut().unwrap() {
                let pages = read["pages"].as_array_mut().unwrap();
                pages.retain(|page| page["file"] != name);
                for (number, page) in (1..).zip(pages) {
                    page["number"] = json!(number);
                }
            }
        });
    }
}
