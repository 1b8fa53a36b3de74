//! Sorting the words of a call: which are the verb, which are options or their values, which are left as operands.
//!
//! Works on indices, so that a caller with spans finds its words again. It does not judge: an unknown option stands alone,
//! an unknown verb leaves `verb` empty and is the first operand.

use super::{Manager, Verb};

/// An option and, where the next word is its value, that word. Both are indices into the words that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionWord {
    pub word: usize,
    pub value: Option<usize>,
}

/// The words of one call of a manager, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub verb: Option<&'static Verb>,
    /// Where the words of the verb stand.
    pub verb_words: Vec<usize>,
    pub options: Vec<OptionWord>,
    /// What is left: packages, for a verb that installs.
    pub operands: Vec<usize>,
}

/// The most words that a verb has: `tool install`, `pip install`, `mod download`.
const LONGEST_VERB: usize = 3;

impl Manager {
    /// Sorts the words that follow the program's name.
    ///
    /// ```
    /// use dunnage::reference::packages::manager;
    /// let read = manager("apt-get").unwrap().read(&["-y", "install", "-t", "sid", "curl"]);
    /// assert_eq!(read.verb.unwrap().name, "install");
    /// assert_eq!(read.operands, [4]);
    /// ```
    pub fn read(&self, words: &[&str]) -> Reading {
        let mut options = Vec::new();
        let mut rest = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            if *word == "--" {
                rest.extend(at + 1..words.len());
                break;
            }
            if word.len() > 1 && word.starts_with('-') {
                let value = (self.takes_value(word) && at + 1 < words.len()).then_some(at + 1);
                options.push(OptionWord { word: at, value });
                at += 1 + usize::from(value.is_some());
            } else {
                rest.push(at);
                at += 1;
            }
        }
        if self.is_spelled_in_letters() {
            let spelled = options.iter().find_map(|option| Some((self.verb(words[option.word])?, option.word)));
            let verb_words = spelled.iter().map(|(_, word)| *word).collect();
            return Reading { verb: spelled.map(|(verb, _)| verb), verb_words, options, operands: rest };
        }
        for length in (1..=LONGEST_VERB.min(rest.len())).rev() {
            let name = rest[..length].iter().map(|index| words[*index]).collect::<Vec<_>>().join(" ");
            if let Some(verb) = self.verb(&name) {
                let operands = rest.split_off(length);
                return Reading { verb: Some(verb), verb_words: rest, options, operands };
            }
        }
        // A call without any word has the verb whose name or alias is empty; `*` is a verb of any name.
        let verb = self.verb(if rest.is_empty() { "" } else { "*" });
        let named = rest.len().min(usize::from(verb.is_some()));
        let operands = rest.split_off(named);
        Reading { verb, verb_words: rest, options, operands }
    }
}

/// The verb that a word of option letters spells: the longest whose letters are all in the word, the first in front.
pub(super) fn letters_verb(verbs: &'static [Verb], word: &str) -> Option<&'static Verb> {
    if word.starts_with("--") {
        return verbs.iter().find(|verb| verb.aliases.contains(&word));
    }
    let operation = |letters: &str| letters.chars().find(char::is_ascii_uppercase);
    let spells = |verb: &&Verb| {
        operation(verb.name) == operation(word) && verb.name.chars().skip(1).all(|letter| word.contains(letter))
    };
    if !word.starts_with('-') {
        return None;
    }
    verbs.iter().filter(spells).max_by_key(|verb| verb.name.len())
}

#[cfg(test)]
mod tests {
    use super::super::manager;

    /// Verb, operands and the options with their values, as text.
    fn read(command: &str) -> String {
        let words: Vec<&str> = command.split(' ').collect();
        let read = manager(words[0]).expect("a manager").read(&words[1..]);
        let operands: Vec<_> = read.operands.iter().map(|at| words[at + 1]).collect();
        let options: Vec<_> = read
            .options
            .iter()
            .map(|option| match option.value {
                Some(value) => format!("{}={}", words[option.word + 1], words[value + 1]),
                None => words[option.word + 1].to_owned(),
            })
            .collect();
        format!("{} | {} | {}", read.verb.map_or("?", |verb| verb.name), operands.join(" "), options.join(" "))
    }

    #[test]
    fn packages_are_told_from_options_and_their_values() {
        assert_eq!(read("apt-get -y install -t sid curl git"), "install | curl git | -y -t=sid");
        assert_eq!(read("apk add --virtual .deps --no-cache gcc"), "add | gcc | --virtual=.deps --no-cache");
        assert_eq!(read("pip install -r requirements.txt flask"), "install | flask | -r=requirements.txt");
        assert_eq!(read("uv pip install --system flask"), "pip install | flask | --system");
        assert_eq!(read("dotnet add src/app.csproj package X"), "? | add src/app.csproj package X | ");
        assert_eq!(read("npm --prefix web ci"), "ci |  | --prefix=web");
        assert_eq!(read("zypper -n in curl"), "install | curl | -n");
        assert_eq!(read("cargo install --locked just -- -x"), "install | just -x | --locked");
    }

    #[test]
    fn pacman_spells_its_verb_in_letters() {
        assert_eq!(read("pacman -Syu --noconfirm curl"), "-S | curl | -Syu --noconfirm");
        assert_eq!(read("pacman --noconfirm -Scc"), "-Sc |  | --noconfirm -Scc");
        assert_eq!(read("pacman --sync curl"), "-S | curl | --sync");
        assert_eq!(read("pacman -Qi curl"), "? | curl | -Qi");
    }

    #[test]
    fn a_call_without_a_verb_means_what_the_manager_says() {
        assert_eq!(read("yarn --frozen-lockfile"), "install |  | --frozen-lockfile");
        assert_eq!(read("bundle --jobs=4"), "install |  | --jobs=4");
        assert_eq!(read("apt-get --version"), "? |  | --version");
        assert_eq!(read("yarn build"), "? | build | ");
        assert_eq!(read("gradle nativeCompile --no-daemon"), "* |  | --no-daemon");
        assert_eq!(read("mvn"), "? |  | ");
    }
}
