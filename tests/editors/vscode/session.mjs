// One session in a real VS Code: open, read, mend, write, for a Dockerfile and a Compose file. Each step says `ok` or
// `not ok`; the status is that of the worst. `tests/editors/vscode.rs` starts it in the project to work on.
import fs from 'node:fs';
import path from 'node:path';
import { eventually, Workbench } from './workbench.mjs';

const { DUNNAGE_VSIX, DUNNAGE_CODE_SERVER, DUNNAGE_CHROMIUM, DUNNAGE_PICTURES, DUNNAGE_SETTINGS, HOME } = process.env;
const folder = process.cwd();
const started = performance.now();
let failed = false;

function step(name, passed, detail) {
  failed ||= !passed;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${passed ? 'ok' : 'not ok'} - ${name} (${seconds} s)${passed ? '' : `: ${JSON.stringify(detail)}`}`);
}

const onDisk = (name) => fs.readFileSync(path.join(folder, name), 'utf8');
const saved = (name, pattern) => eventually(() => pattern.test(onDisk(name)));

fs.mkdirSync(DUNNAGE_PICTURES, { recursive: true });
let pictures = 0;
const picture = (editor, name) => editor.picture(path.join(DUNNAGE_PICTURES, `${++pictures}-${name}.png`));

/** What is worth a look in each language, and what becomes of it. */
const DOCUMENTS = [
  {
    name: 'Dockerfile',
    language: /Docker/i,
    mistake: { line: 2, finding: /MAINTAINER is deprecated/, rule: 'maintainer-deprecated' },
    fix: { title: 'Use a label', result: /^LABEL org\.opencontainers\.image\.authors="Ada 🚢"$/m },
    hover: { line: 1, column: 2, says: /FROM/ },
    complete: { typed: 'WO', offers: /WORKDIR/ },
    save: { at: 'Control+End', typed: 'MAINTAINER Grace', finding: /MAINTAINER is deprecated/, result: /authors="Grace"/ },
    format: { at: 'Control+Home', typed: 'from  scratch AS first  \n', result: /^FROM scratch AS first\n/ },
  },
  {
    name: 'compose.yaml',
    language: /compose/i,
    mistake: { line: 1, finding: /version.* is obsolete/, rule: 'obsolete-version' },
    fix: { title: /./, result: /^services:/ },
    hover: { line: 3, column: 6, says: /image/i },
    complete: { typed: '    res', offers: /restart/ },
    save: { at: 'Control+Home', typed: 'name: shop\nversion: "2"\n', finding: /version.* is obsolete/, result: /^name: shop\nservices:/ },
    format: { at: 'Control+Home', typed: '# A shop   \n', result: /^# A shop\n/ },
  },
];

async function readAndMend(editor, document) {
  const { name, mistake, fix, hover, complete, save, format } = document;
  const said = (what) => `${name}: ${what}`;
  const language = await editor.openFile(name);
  step(said('its language is known'), document.language.test(language), language);
  step(said('findings appear'), await editor.shows(mistake.finding), await editor.problems());

  await editor.goTo(mistake.line, 2);
  const page = await editor.hover();
  step(said('the page of the rule is in the hover'), page.includes(mistake.rule), page);
  await picture(editor, `${name}-hover`);
  await editor.press('Escape');

  await editor.goTo(mistake.line, 2);
  const titles = await editor.quickFixes();
  step(said('a fix is offered'), titles.some((title) => title.match(fix.title)), titles);
  await picture(editor, `${name}-fixes`);
  await editor.choose(fix.title);
  step(said('the finding goes away'), await editor.hides(mistake.finding), await editor.problems());
  await editor.press('Control+s');
  step(said('what was mended is written'), await saved(name, fix.result), onDisk(name));

  await editor.goTo(hover.line, hover.column);
  const meaning = await editor.hover();
  step(said('what stands there is explained'), hover.says.test(meaning), meaning);
  await editor.press('Escape');

  await editor.press('Control+End');
  await editor.type(complete.typed);
  const offers = await editor.suggestions();
  step(said('words are completed'), offers.some((label) => complete.offers.test(label)), offers);
  await picture(editor, `${name}-completion`);
  await editor.press('Escape', 'Shift+Home', 'Shift+Home', 'Delete');

  await editor.press(save.at);
  await editor.type(save.typed);
  await editor.press('Escape');
  await editor.shows(save.finding);
  await editor.press('Control+s');
  step(said('every safe fix is applied on the way to the disk'), await saved(name, save.result), onDisk(name));

  await editor.press(format.at);
  await editor.type(format.typed);
  await editor.press('Escape', 'Control+s');
  step(said('it is laid out on the way to the disk'), await saved(name, format.result), onDisk(name));
  await picture(editor, `${name}-saved`);
}

/** The processes of our server below the editor, by their identifiers. */
function servers() {
  const numbers = fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  const isOurs = (pid) => {
    try {
      const [program, first] = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const home = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${HOME}`);
      return home && path.basename(program) === 'dunnage' && first === 'lsp';
    } catch {
      return false;
    }
  };
  return numbers.filter(isOurs);
}

async function changeAndRestart(editor) {
  const finding = /MAINTAINER is deprecated/;
  fs.writeFileSync(path.join(folder, 'Dockerfile.two'), 'FROM scratch\nMAINTAINER Ada\n');
  await editor.openFile('Dockerfile.two');
  step('another file is looked after as well', await editor.shows(finding), await editor.problems());
  await editor.configure({ 'dunnage.ignore': ['maintainer-deprecated'] });
  step('a setting holds at once', await editor.hides(finding), await editor.problems());
  await editor.configure({});
  step('and no longer than it stands', await editor.shows(finding), await editor.problems());

  fs.writeFileSync(path.join(folder, 'Dockerfile.stages'), 'FROM scratch AS base\nFROM base\n');
  await editor.configure({ 'dunnage.lenses.references': true });
  await editor.openFile('Dockerfile.stages');
  const lens = editor.page.locator('.codelens-decoration a').first();
  step('a lens counts who uses a stage', await lens.waitFor().then(() => true, () => false));
  await lens.click();
  const places = editor.page.locator('.reference-zone-widget').first();
  step('and shows where', await places.waitFor().then(() => true, () => false));
  await picture(editor, 'references');
  await editor.press('Escape');
  await editor.configure({});
  await editor.openFile('Dockerfile.two');

  const before = servers();
  step('one server serves all', before.length === 1, before);
  await editor.focusEditor();
  await editor.command('Dunnage: Restart Server');
  const isNew = () => {
    const now = servers();
    return now.length === 1 && !before.includes(now[0]);
  };
  step('the server starts anew', await eventually(isNew), [before, servers()]);
  step('and finds what there is', await editor.shows(finding), await editor.problems());

  await editor.focusEditor();
  await editor.command('Dunnage: Apply All Safe Fixes');
  step('all fixes go by a command', await editor.hides(finding), await editor.problems());

  await editor.command('Dunnage: Explain a Rule');
  await (await editor.palette()).fill('DL3002');
  const row = editor.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'root-user' }).first();
  step('rules are found by any name', await row.waitFor().then(() => true, () => false));
  await row.click();
  const preview = editor.page.locator('.tab', { hasText: 'Preview root-user' });
  step('a rule explains itself', await preview.first().waitFor().then(() => true, () => false));
  await picture(editor, 'rule');

  await editor.command('Dunnage: Create a Configuration File');
  await editor.page.locator('.tab.active[data-resource-name=".dunnage.toml"]').waitFor();
  step('a configuration file is made', onDisk('.dunnage.toml').includes('extend-select'));

  await editor.command('Dunnage: Show Debug Information');
  const text = editor.page.locator('.view-lines', { hasText: 'the PATH' });
  step('debug information is shown', await text.first().waitFor().then(() => true, () => false));
  await picture(editor, 'debug');
}

let editor;
try {
  editor = await Workbench.open({
    codeServer: DUNNAGE_CODE_SERVER,
    browser: DUNNAGE_CHROMIUM,
    vsix: DUNNAGE_VSIX,
    folder,
    home: path.join(HOME, 'vscode'),
    settings: {
      ...JSON.parse(DUNNAGE_SETTINGS),
      // What follows only keeps the editor still.
      'editor.acceptSuggestionOnEnter': 'off',
      'editor.autoIndent': 'none',
      'editor.minimap.enabled': false,
      'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
      'chat.disableAIFeatures': true,
      'extensions.autoUpdate': false,
      'extensions.ignoreRecommendations': true,
      'files.autoSave': 'off',
      'git.enabled': false,
      'security.workspace.trust.enabled': false,
      'telemetry.telemetryLevel': 'off',
      'update.mode': 'none',
      'workbench.editor.useModal': 'off',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
      'workbench.startupEditor': 'none',
    },
  });
  step('VS Code is up', true);
  await editor.command('Problems: Focus on Problems View');
  for (const document of DOCUMENTS) {
    await readAndMend(editor, document);
  }
  await changeAndRestart(editor);
  step('the session ran to its end', true);
} catch (error) {
  step('the session ran to its end', false, String(error.stack ?? error));
  await editor?.picture(path.join(DUNNAGE_PICTURES, 'end.png')).catch(() => {});
} finally {
  await editor?.close();
}
process.exit(failed ? 1 : 0);
