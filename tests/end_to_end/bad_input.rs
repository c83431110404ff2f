//! Bad input: a clear message, and the other documents unharmed.

use std::fs;

use anyhow::Result;
use onomast_tests::{Extraction, folder_of, messages, root, text};

const GOOD: (&str, &[u8]) = (
    "good.txt",
    b"Ada Lovelace came to London on Tuesday to meet the press.\n",
);

/// Extracts a good page beside a bad one; the good one must come out. Returns the exit code and the messages.
fn beside_a_good_page(bad: (&str, &[u8])) -> Result<(Option<i32>, String)> {
    let extraction = Extraction::of_files(&[GOOD, bad], &[])?;
    let documents = extraction.documents()?;
    let good = documents.iter().find(|document| text(document, "id") == GOOD.0);
    let mentions = good.and_then(|document| document["mentions"].as_array());
    assert!(
        mentions.is_some_and(|mentions| mentions.len() >= 2),
        "{documents:?}"
    );
    Ok((extraction.output.status.code(), messages(&extraction.output)))
}

#[test]
fn an_empty_file_gives_an_empty_document() -> Result<()> {
    let (code, _) = beside_a_good_page(("empty.txt", b""))?;
    assert_eq!(code, Some(0));
    Ok(())
}

#[test]
fn a_binary_file_fails_by_name() -> Result<()> {
    let binary: Vec<u8> = (0..4096_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    let (code, said) = beside_a_good_page(("image.txt", &binary))?;
    assert_eq!(code, Some(1));
    assert!(said.contains("image.txt"), "{said}");
    Ok(())
}

#[test]
fn invalid_utf8_is_read_as_another_encoding_or_reported() -> Result<()> {
    let (code, _) = beside_a_good_page((
        "latin.txt",
        b"Fran\xe7ois Hollande visited Orl\xe9ans on Tuesday evening.\n",
    ))?;
    assert_eq!(code, Some(0));
    Ok(())
}

#[test]
fn a_line_of_twenty_megabytes_is_read_to_its_end() -> Result<()> {
    let mut page = "word ".repeat(10).into_bytes();
    page.resize(20 << 20, b'x');
    page.extend_from_slice(b" Ada Lovelace came to London.");
    let (code, said) = beside_a_good_page(("long.txt", &page))?;
    assert_eq!(code, Some(0), "{said}");
    Ok(())
}

#[test]
fn an_unknown_extension_is_left_alone_and_said() -> Result<()> {
    let (code, said) = beside_a_good_page(("scan.pdf", b"%PDF-1.7"))?;
    assert_eq!(code, Some(0));
    assert!(said.contains(".pdf") && said.contains("scan.pdf"), "{said}");
    Ok(())
}

#[test]
fn a_bad_line_of_jsonl_fails_by_its_number() -> Result<()> {
    let (code, said) =
        beside_a_good_page(("pages.jsonl", b"{\"id\":\"x\",\"text\":\"Oslo\"}\n{\"id\":3}\n"))?;
    assert_eq!(code, Some(1));
    assert!(said.contains("pages.jsonl:2"), "{said}");
    Ok(())
}

#[test]
fn the_same_failures_are_in_the_record_of_the_run() -> Result<()> {
    let extraction = Extraction::of_files(&[GOOD, ("pages.jsonl", b"[]\n")], &[])?;
    let run = extraction.run_record()?;
    assert_eq!(run["failures"][0]["document"], "pages.jsonl:1");
    assert_eq!(run["failures"][0]["stage"], "read");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_file_without_read_permission_fails_by_name() -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let input = folder_of(&[GOOD, ("secret.txt", b"Oslo")])?;
    let secret = input.path().join("secret.txt");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000))?;
    if fs::read(&secret).is_ok() {
        println!("skipped: this user may read any file");
        return Ok(());
    }
    let extraction = Extraction::of(input.path(), &[])?;
    assert_eq!(extraction.output.status.code(), Some(1));
    assert!(messages(&extraction.output).contains("secret.txt"));
    assert_eq!(extraction.documents()?.len(), 1);
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() -> Result<()> {
    let input = folder_of(&[GOOD])?;
    std::os::unix::fs::symlink(input.path(), input.path().join("again"))?;
    let extraction = Extraction::of(input.path(), &[])?;
    assert_eq!(extraction.output.status.code(), Some(0));
    assert_eq!(extraction.documents()?.len(), 1);
    assert!(
        messages(&extraction.output).contains("leads back"),
        "{}",
        messages(&extraction.output)
    );
    Ok(())
}

/// Extracts with a copy of the shipped model in which one file was changed or taken away.
fn with_model(change: impl Fn(&std::path::Path) -> std::io::Result<()>) -> Result<Extraction> {
    let model = tempfile::tempdir()?;
    for name in ["config.json", "model.onnx", "tokenizer.json"] {
        fs::copy(root().join("models/ner").join(name), model.path().join(name))?;
    }
    change(model.path())?;
    Extraction::of_files(&[GOOD], &["--model", model.path().to_str().unwrap_or_default()])
}

#[test]
fn a_model_that_is_not_whole_is_named() -> Result<()> {
    assert_eq!(
        with_model(|_| Ok(()))?.output.status.code(),
        Some(0),
        "an unchanged copy works"
    );
    for name in ["config.json", "model.onnx", "tokenizer.json"] {
        let missing = with_model(|folder| fs::remove_file(folder.join(name)))?;
        assert_eq!(missing.output.status.code(), Some(2));
        assert!(
            messages(&missing.output).contains(name),
            "{}",
            messages(&missing.output)
        );
        let corrupt = with_model(|folder| {
            let bytes = fs::read(folder.join(name))?;
            fs::write(folder.join(name), &bytes[..bytes.len() / 2])
        })?;
        assert_eq!(corrupt.output.status.code(), Some(2));
        assert!(
            messages(&corrupt.output).contains(name),
            "{}",
            messages(&corrupt.output)
        );
    }
    Ok(())
}

#[test]
fn a_model_that_one_engine_cannot_compute_runs_on_another() -> Result<()> {
    let with_other_activation = |arguments: &[&str]| -> Result<Extraction> {
        let model = tempfile::tempdir()?;
        for name in ["config.json", "model.onnx", "tokenizer.json"] {
            fs::copy(root().join("models/ner").join(name), model.path().join(name))?;
        }
        let config = fs::read_to_string(model.path().join("config.json"))?;
        let config = config.replace("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"gelu_new\"");
        fs::write(model.path().join("config.json"), config)?;
        let folder = model.path().to_str().unwrap_or_default();
        Extraction::of_files(&[GOOD], &[arguments, &["--model", folder]].concat())
    };
    let native = with_other_activation(&["--engine", "native"])?;
    assert_eq!(native.output.status.code(), Some(2));
    let said = messages(&native.output);
    for words in ["config.json", "gelu_new", "--engine rten"] {
        assert!(said.contains(words), "{said}");
    }
    let auto = with_other_activation(&[])?;
    assert_eq!(auto.run_record()?["engine"], "rten");
    Ok(())
}

#[test]
fn an_engine_that_is_not_built_in_says_what_to_type() -> Result<()> {
    let extraction = Extraction::of_files(&[GOOD], &["--engine", "rust-bert"])?;
    assert_eq!(extraction.output.status.code(), Some(2));
    let said = messages(&extraction.output);
    for words in [
        "just libtorch",
        "cargo run --release --features rust-bert",
        "--engine rust-bert",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let extraction = Extraction::of_files(&[GOOD], &["--device", "cuda:0"])?;
    assert_eq!(extraction.output.status.code(), Some(2));
    assert!(messages(&extraction.output).contains("--engine rust-bert"));
    Ok(())
}

#[test]
fn two_heads_of_one_state_at_one_time_are_told_of() -> Result<()> {
    let term = |person: &str, from: &str| {
        format!(
            r#"{{"kind":"term","office":"head-of-state","title":"King","place":"onomast:test:r","person":"onomast:test:{person}","from":"{from}"}}"#
        )
    };
    let person = |person: &str| {
        format!(r#"{{"kind":"person","id":"onomast:test:{person}","name":"{person} Elphberg"}}"#)
    };
    let lines = [
        r#"{"kind":"place","id":"onomast:test:r","type":"country","name":"Ruritania"}"#.to_owned(),
        person("Rudolf"),
        person("Michael"),
        term("Rudolf", "1900-01-01"),
        term("Michael", "1905-01-01"),
    ];
    let facts = folder_of(&[("facts.jsonl", lines.join("\n").as_bytes())])?;
    let file = facts.path().join("facts.jsonl");
    let extraction = Extraction::of_files(&[GOOD], &["--knowledge", file.to_str().unwrap_or_default()])?;
    assert_eq!(extraction.output.status.code(), Some(0));
    let said = messages(&extraction.output);
    assert!(
        said.contains("facts.jsonl:5") && said.contains("facts.jsonl:4"),
        "{said}"
    );
    Ok(())
}

#[test]
fn a_malformed_knowledge_file_is_named_with_its_line() -> Result<()> {
    let facts = folder_of(&[("facts.jsonl", b"\n{\"kind\":\"place\"\n")])?;
    let file = facts.path().join("facts.jsonl");
    let extraction = Extraction::of_files(&[GOOD], &["--knowledge", file.to_str().unwrap_or_default()])?;
    assert_eq!(extraction.output.status.code(), Some(2));
    let said = messages(&extraction.output);
    assert!(said.contains("facts.jsonl") && said.contains('2'), "{said}");
    Ok(())
}

/// What the program says of a model folder or knowledge that asks for more than there is, with 6 GB of address space.
#[cfg(unix)]
fn refused(model: &std::path::Path, arguments: &[&str]) -> Result<String> {
    let (input, out) = (folder_of(&[GOOD])?, tempfile::tempdir()?);
    let output = std::process::Command::new("bash")
        .args(["-c", "ulimit -v 6000000; exec \"$@\"", "limited"])
        .arg(onomast_tests::onomast().get_program())
        .current_dir(root())
        .args(["extract", "--threads", "2", "-o"])
        .args([out.path(), input.path(), "--model".as_ref(), model])
        .args(arguments)
        .output()?;
    let said = messages(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    Ok(said)
}

#[cfg(unix)]
#[test]
fn hostile_models_and_knowledge_are_refused_by_name_without_their_memory() -> Result<()> {
    let shipped = |name: &str| fs::read_to_string(root().join("models/ner").join(name));
    let (config, tokenizer) = (shipped("config.json")?, shipped("tokenizer.json")?);
    // A tensor that is said to have 2⁵⁵ bytes.
    let tensor = [&[0x3a, 11, 0x2a, 9, 0x4a][..], &[0xff; 7], &[0x7f]].concat();
    let normalizer = |parts: usize| {
        let double = r#"{"type":"Replace","pattern":{"String":"a"},"content":"aa"}"#;
        format!(
            r#"{{"type":"Sequence","normalizers":[{}]}}"#,
            vec![double; parts].join(",")
        )
    };
    let with_normalizer = |normalizer: &str| -> Result<String> {
        let mut value: serde_json::Value = serde_json::from_str(&tokenizer)?;
        value["normalizer"] = serde_json::from_str(normalizer)?;
        Ok(value.to_string())
    };
    let deep = "[".repeat(200_000);
    let exploding = with_normalizer(&normalizer(40))?;
    for (file, content, word) in [
        ("model.onnx", &tensor[..], "longer than what holds it"),
        ("tokenizer.json", exploding.as_bytes(), "thousand times"),
        ("tokenizer.json", deep.as_bytes(), "recursion limit"),
        ("tokenizer.json", ",".repeat(4_000_001).as_bytes(), "entries"),
        ("config.json", deep.as_bytes(), "recursion limit"),
        (
            "config.json",
            " ".repeat(5 << 20).as_bytes(),
            "over 4194304 bytes",
        ),
    ] {
        let model = folder_of(&[
            ("config.json", config.as_bytes()),
            ("tokenizer.json", tokenizer.as_bytes()),
        ])?;
        fs::write(model.path().join(file), content)?;
        let said = refused(model.path(), &[])?;
        assert!(
            said.contains(file) && said.contains(word),
            "{file}, {word}: {said}"
        );
    }
    let line = format!(r#"{{"kind":"person","id":"x","name":"X","aliases":{deep}"#);
    let facts = folder_of(&[("facts.jsonl", format!("\n{line}\n").as_bytes())])?;
    let file = facts.path().join("facts.jsonl");
    let said = refused(
        &root().join("models/ner"),
        &["--knowledge", file.to_str().unwrap_or_default()],
    )?;
    assert!(said.contains("facts.jsonl:2"), "{said}");
    Ok(())
}
