// The documents that the server looks after.

const COMPOSE = '**/{compose,docker-compose,*.compose,*-compose}{,.*,-*,_*}.{yaml,yml}';

const SCHEMES = ['file', 'untitled'];

/** By language; and, before VS Code knew Compose files by itself, by name. */
export const DOCUMENTS = SCHEMES.flatMap((scheme) => [
  { scheme, language: 'dockerfile' },
  { scheme, language: 'dockercompose' },
  { scheme, language: 'dockerignore' },
  { scheme, language: 'yaml', pattern: COMPOSE },
]);

/** The languages that a person may want formatted by us. */
export const LANGUAGES = ['dockerfile', 'dockercompose', 'dockerignore'];
