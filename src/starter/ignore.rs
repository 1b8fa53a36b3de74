//! `.dockerignore`: what no image needs, and what nobody wants to find in one.

const ALWAYS: [&str; 13] = [
    ".git",
    ".gitignore",
    ".github",
    ".idea",
    ".vscode",
    ".DS_Store",
    ".dockerignore",
    "Dockerfile*",
    "compose*.y*ml",
    "docker-compose*.y*ml",
    "*.log",
    "*.pem",
    "*.key",
];

const SECRETS: [&str; 4] = [".env", ".env.*", "!.env.example", "secrets"];

/// The file, with what this kind of project makes besides.
pub fn text(own: &[&str]) -> String {
    let mut text = String::from("# What the image does not need\n");
    for pattern in ALWAYS {
        text.push_str(&format!("{pattern}\n"));
    }
    if !own.is_empty() {
        text.push_str("\n# What is made anew in the image\n");
        for pattern in own {
            text.push_str(&format!("{pattern}\n"));
        }
    }
    text.push_str("\n# What nobody may find in it\n");
    for pattern in SECRETS {
        text.push_str(&format!("{pattern}\n"));
    }
    text
}
