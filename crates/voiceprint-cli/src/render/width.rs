//! Text -> lines that fit a terminal, Chinese counted as two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The beginning of `text`, no wider than `width`.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    if width == 0 {
        return String::new();
    }
    kept(text.chars(), width) + "…"
}

/// The end of `text`, no wider than `width`: of a path, the name of the file.
pub(crate) fn cut_front(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    if width == 0 {
        return String::new();
    }
    let backwards = kept(text.chars().rev(), width);
    "…".chars().chain(backwards.chars().rev()).collect()
}

/// As many letters as fit beside a mark of one column.
fn kept(letters: impl Iterator<Item = char>, width: usize) -> String {
    let mut used = 1;
    let fits = |letter: &char| {
        used += letter.width().unwrap_or(0);
        used <= width
    };
    letters.take_while(fits).collect()
}

/// `text` in lines no wider than `width`, broken at spaces, or anywhere in Chinese.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if line.width() + wide > width {
            if letter == ' ' {
                lines.push(std::mem::take(&mut line));
                continue;
            }
            // A word moves to the next line; Chinese, and words too long for any line, break here.
            let at = line.rfind(' ').filter(|at| wide < 2 && *at > 0);
            let rest = at.map_or(String::new(), |at| line.split_off(at));
            lines.push(std::mem::replace(&mut line, rest.trim_start().to_owned()));
        }
        line.push(letter);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_move_whole_and_chinese_breaks_anywhere() {
        assert_eq!(
            wrapped("move a little closer", 10),
            ["move a", "little", "closer"]
        );
        assert_eq!(wrapped("请靠近麦克风", 8), ["请靠近麦", "克风"]);
        assert_eq!(wrapped("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    #[test]
    fn what_is_cut_says_so_and_fits() {
        assert_eq!(cut("microphone", 6), "micro…");
        assert_eq!(cut_front("folder/voice.wav", 10), "…voice.wav");
        assert_eq!(cut_front("录音/声音.wav", 7), "…音.wav");
        assert_eq!(
            (cut("ab", 0), cut_front("ab", 2)),
            (String::new(), "ab".to_owned())
        );
    }
}
