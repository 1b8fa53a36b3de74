//! The Compose file: the program, and what it speaks to.

use super::Recipe;
use super::backing::Backing;

/// How long a service may take between two looks at it, and how often it may fail.
const TIMING: &str = "      interval: 10s\n      timeout: 5s\n      retries: 5\n      start_period: 30s\n";

pub fn text(recipe: &Recipe, backing: &[Backing]) -> String {
    let mut text = String::from("services:\n  app:\n    build: .\n    init: true\n");
    if !backing.is_empty() {
        text.push_str("    depends_on:\n");
        for service in backing {
            text.push_str(&format!("      {}:\n        condition: service_healthy\n", service.service));
        }
        text.push_str("    environment:\n");
        for (name, value) in backing.iter().flat_map(|service| service.told) {
            text.push_str(&format!("      {name}: {value}\n"));
        }
        for service in backing.iter().filter(|service| service.password_file.is_some()) {
            let name = service.service.to_uppercase();
            text.push_str(&format!("      {name}_PASSWORD_FILE: /run/secrets/{}_password\n", service.service));
        }
        text.push_str(&secrets_of(backing));
    }
    if let Some(port) = recipe.port {
        text.push_str(&format!("    ports:\n      - \"127.0.0.1:{port}:{port}\"\n"));
    }
    text.push_str(
        "    cap_drop:\n      - ALL\n    security_opt:\n      - no-new-privileges:true\n    restart: unless-stopped\n",
    );
    for service in backing {
        text.push_str(&service_text(service));
    }
    let data: Vec<&Backing> = backing.iter().filter(|service| service.data.is_some()).collect();
    if !data.is_empty() {
        text.push_str("\nvolumes:\n");
        for service in data {
            text.push_str(&format!("  {}-data:\n", service.service));
        }
    }
    let locked: Vec<&Backing> = backing.iter().filter(|service| service.password_file.is_some()).collect();
    if !locked.is_empty() {
        text.push_str("\nsecrets:\n");
        for service in locked {
            text.push_str(&format!("  {0}_password:\n    file: ./secrets/{0}_password.txt\n", service.service));
        }
    }
    text
}

fn secrets_of(backing: &[Backing]) -> String {
    let names: Vec<String> = backing
        .iter()
        .filter(|service| service.password_file.is_some())
        .map(|service| format!("      - {}_password\n", service.service))
        .collect();
    if names.is_empty() { String::new() } else { format!("    secrets:\n{}", names.concat()) }
}

fn service_text(service: &Backing) -> String {
    let mut text = format!("\n  {}:\n    image: {}\n", service.service, service.reference());
    let password = service.password_file.map(|name| (name, format!("/run/secrets/{}_password", service.service)));
    if !service.environment.is_empty() || password.is_some() {
        text.push_str("    environment:\n");
        for (name, value) in service.environment {
            text.push_str(&format!("      {name}: {value}\n"));
        }
        if let Some((name, file)) = &password {
            text.push_str(&format!("      {name}: {file}\n"));
        }
    }
    if password.is_some() {
        text.push_str(&secrets_of(std::slice::from_ref(service)));
    }
    if let Some(path) = service.data {
        text.push_str(&format!("    volumes:\n      - {}-data:{path}\n", service.service));
    }
    text.push_str(&format!("    healthcheck:\n      test: {}\n{TIMING}    restart: unless-stopped\n", service.test()));
    text
}

/// What the author has to do before the first start.
pub fn notes(backing: &[Backing]) -> Vec<String> {
    let locked = backing.iter().filter(|service| service.password_file.is_some());
    let note = |service: &Backing| {
        let name = service.service;
        format!(
            "Write a password to secrets/{name}_password.txt, keep the folder out of version control, and let the program read it from the file that {}_PASSWORD_FILE names",
            name.to_uppercase()
        )
    };
    locked.map(note).collect()
}
