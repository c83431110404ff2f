//! Records of one item of the knowledge base.

use std::collections::HashMap;

use super::group::Groups;

/// Joins records that were recognised as one item.
pub(super) fn same_item(groups: &mut Groups<'_>) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for at in 0..groups.records.len() {
        let Some(id) = groups.record(at).kb_id.as_deref() else {
            continue;
        };
        let to = *first.entry(id).or_insert(at);
        groups.union(at, to, "knowledge", || format!("both are {id}"));
    }
}
