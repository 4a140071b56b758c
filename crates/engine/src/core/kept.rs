//! What rooms keep in memory while the program runs, such as the runs that are under way. Each room
//! has its own type for it; the core holds the values without knowing the types.

use crate::core::lock;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

#[derive(Default)]
pub(crate) struct Kept(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Kept {
    /// The one value of this type, made on first use.
    pub(crate) fn of<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut kept = lock(&self.0);
        let one = kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        match Arc::clone(one).downcast() {
            Ok(one) => one,
            Err(_) => unreachable!("a value is stored under the id of its own type"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caller_gets_the_same_value_of_a_type() {
        #[derive(Default)]
        struct Names(Mutex<Vec<String>>);
        #[derive(Default)]
        struct Others(Mutex<Vec<String>>);
        let kept = Kept::default();
        lock(&kept.of::<Names>().0).push("run".to_owned());
        assert_eq!(*lock(&kept.of::<Names>().0), ["run"]);
        assert!(lock(&kept.of::<Others>().0).is_empty());
    }
}
