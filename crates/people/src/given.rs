//! Short forms of given names.

/// Names in one row may be the same person's. A short form may belong to several names.
const ROWS: &[&[&str]] = &[
    &["robert", "rob", "bob", "bobby", "robbie"],
    &["william", "will", "bill", "billy", "willy", "liam"],
    &["richard", "rick", "dick", "rich", "richie"],
    &["james", "jim", "jimmy", "jamie"],
    &["john", "jack", "johnny", "jon"],
    &["jonathan", "jon", "john", "jonny"],
    &["michael", "mike", "mick", "michi", "micha"],
    &["elizabeth", "elisabeth", "liz", "beth", "lisa", "betty", "lizzie", "eliza"],
    &["katherine", "catherine", "katharina", "kate", "kathy", "katie", "kathrin", "cathy"],
    &["margaret", "maggie", "peggy", "meg", "margarete"],
    &["thomas", "tom", "tommy"],
    &["alexander", "alex", "sasha", "sascha", "aleksandr", "xander"],
    &["alexandra", "alex", "sasha", "sandra"],
    &["christopher", "chris", "kit"],
    &["christian", "chris"],
    &["christine", "chris", "tina", "christina"],
    &["anthony", "tony"],
    &["andrew", "andy", "drew"],
    &["andreas", "andi", "andy"],
    &["edward", "ed", "eddie", "ted", "ned"],
    &["joseph", "joe", "joey"],
    &["josef", "sepp", "joe"],
    &["daniel", "dan", "danny"],
    &["samuel", "sam", "sammy"],
    &["samantha", "sam"],
    &["benjamin", "ben", "benny"],
    &["matthew", "matt"],
    &["matthias", "matze", "matt"],
    &["nicholas", "nick", "nicolas"],
    &["nikolaus", "niko", "klaus", "nik"],
    &["steven", "stephen", "steve"],
    &["stefan", "stephan", "steffen"],
    &["david", "dave"],
    &["patricia", "pat", "patty", "trish"],
    &["patrick", "pat", "paddy"],
    &["jennifer", "jenny", "jen"],
    &["jessica", "jess"],
    &["rebecca", "becky"],
    &["susan", "sue", "susie", "susanne"],
    &["deborah", "debbie", "deb"],
    &["barbara", "barb", "babs"],
    &["theodore", "ted", "theo"],
    &["frederick", "fred", "freddy", "friedrich", "fritz"],
    &["charles", "charlie", "chuck"],
    &["henry", "harry", "hank"],
    &["lawrence", "larry"],
    &["peter", "pete"],
    &["philip", "phil"],
    &["timothy", "tim"],
    &["gregory", "greg"],
    &["jeffrey", "geoffrey", "jeff", "geoff"],
    &["kenneth", "ken"],
    &["ronald", "ron"],
    &["donald", "don"],
    &["raymond", "ray"],
    &["victoria", "vicky", "tori"],
    &["maximilian", "max"],
    &["johannes", "hannes", "hans", "joh"],
    &["sebastian", "basti", "seb"],
    &["tobias", "tobi"],
    &["wolfgang", "wolf"],
    &["gabriele", "gabi"],
    &["ulrich", "uli"],
    &["manuel", "manu"],
    &["francisco", "paco", "pancho"],
    &["jose", "pepe"],
    &["giuseppe", "beppe", "peppe"],
    &["dmitri", "dima", "mitya"],
    &["vladimir", "vova", "volodya"],
    &["ekaterina", "katya", "kate"],
    &["mikhail", "misha"],
    &["ivan", "vanya"],
    &["maria", "masha"],
    &["yevgeny", "evgeny", "zhenya", "eugene"],
    &["natalia", "natasha"],
    &["guillermo", "memo"],
    &["magdalena", "magda", "lena"],
    &["malgorzata", "gosia"],
    &["joanna", "asia"],
    &["zsuzsanna", "zsuzsa"],
    &["abigail", "abby"],
    &["jacob", "jake"],
    &["zachary", "zach", "zack"],
];

/// The rows of a name, given as a skeleton.
pub(crate) fn rows(skeleton: &str) -> Vec<u16> {
    use rustc_hash::FxHashMap;
    use std::sync::LazyLock;
    static ROWS_OF: LazyLock<FxHashMap<String, Vec<u16>>> = LazyLock::new(|| {
        let mut rows_of: FxHashMap<String, Vec<u16>> = FxHashMap::default();
        for (number, row) in ROWS.iter().enumerate() {
            for name in *row {
                let rows = rows_of.entry(crate::fold::skeleton(name)).or_default();
                if rows.last() != Some(&(number as u16)) {
                    rows.push(number as u16);
                }
            }
        }
        rows_of
    });
    ROWS_OF.get(skeleton).cloned().unwrap_or_default()
}
