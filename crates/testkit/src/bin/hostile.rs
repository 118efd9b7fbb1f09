//! The hostile families -> a folder of files and `expectations.csv`, for any program to be run over.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use testkit::hostile::{self, Expect, Read};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("usage: hostile FOLDER")?;
    fs::create_dir_all(&folder)?;
    let mut table = String::from("file,expect,frames,sample_rate,channels,finding,error_kinds\n");
    for case in hostile::all() {
        fs::write(folder.join(&case.name), &case.bytes)?;
        table.push_str(&row(&case.name, &case.expect));
    }
    fs::write(folder.join("expectations.csv"), table)?;
    Ok(())
}

/// One line; several error kinds are parted by spaces, each of them is right.
fn row(name: &str, expect: &Expect) -> String {
    let (word, read, kinds): (_, Option<&Read>, &[&str]) = match expect {
        Expect::Accept(read) => ("accept", Some(read), &[]),
        Expect::Refuse(kinds) => ("refuse", None, kinds),
        Expect::Either(read, kinds) => ("either", Some(read), kinds),
        Expect::Survive => ("survive", None, &[]),
    };
    let numbers = read.map_or(",,,".to_owned(), |read| {
        let Read {
            frames,
            sample_rate,
            channels,
            fault,
        } = read;
        format!("{frames},{sample_rate},{channels},{}", fault.unwrap_or(""))
    });
    format!("{name},{word},{numbers},{}\n", kinds.join(" "))
}
