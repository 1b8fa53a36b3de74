# Dunnage in Kakoune, through kakoune-lsp 18 or newer: source this from your kakrc, after kakoune-lsp itself.
hook -group dunnage global BufSetOption filetype=(?:dockerfile|yaml) %{
    set-option buffer lsp_servers %{
        [dunnage]
        root_globs = [".dunnage.toml", "compose.yaml", "docker-compose.yml", ".git"]
        command = "dunnage"
        args = ["lsp"]
        settings_section = "dunnage"
        # [dunnage.settings.dunnage]
        # ignore = ["root-user"]
    }
    # Every safe fix, then the layout, when a file is written; once, however often the filetype is set.
    remove-hooks buffer dunnage-write
    hook -group dunnage-write buffer BufWritePre .* %{
        try %{ lsp-code-actions-sync source.fixAll.dunnage }
        try %{ lsp-formatting-sync }
    }
}

# Kakoune knows Dockerfiles by that very name only.
hook -group dunnage global BufCreate .*/?(?:[Dd]ockerfile|[Cc]ontainerfile)(?:[.-][^/]*)? %{
    set-option buffer filetype dockerfile
}
