// A hand and an eye in VS Code: code-server in a headless Chromium, driven as a person drives it. Nothing leaves the machine.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';

const extension = path.join(import.meta.dirname, '../../../editors/vscode/package.json');
const { chromium } = createRequire(extension)('playwright-core');

/** Milliseconds until a step is given up; none waits for it to pass. */
export const PATIENCE = 60_000;

const NOWHERE = 'http://127.0.0.1:9';

/** Waits until `condition` answers with something, and answers with that. */
export async function eventually(condition, patience = PATIENCE) {
  for (const end = Date.now() + patience; ; ) {
    const answer = await condition();
    if (answer || Date.now() > end) {
      return answer;
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

export class Workbench {
  /** Installs the extension, opens the folder. */
  static async open({ codeServer, browser, vsix, folder, home, settings }) {
    const self = new Workbench();
    self.settings = settings;
    fs.mkdirSync(path.join(home, 'User'), { recursive: true });
    fs.writeFileSync(path.join(home, 'User/settings.json'), JSON.stringify(settings));
    const places = ['--user-data-dir', home, '--extensions-dir', path.join(home, 'extensions')];
    const common = [codeServer, ...places, '--config', path.join(home, 'none.yaml')];
    const gallery = JSON.stringify({ serviceUrl: NOWHERE, itemUrl: NOWHERE, resourceUrlTemplate: NOWHERE });
    const env = { ...process.env, EXTENSIONS_GALLERY: gallery };
    delete env.VSCODE_IPC_HOOK_CLI;
    execFileSync(process.execPath, [...common, '--install-extension', vsix], { env, stdio: 'pipe' });
    const port = await freePort();
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
    const where = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-workspace-trust'];
    const log = fs.openSync(path.join(home, 'code-server.log'), 'w');
    const server = [...common, ...quiet, ...where, folder];
    self.server = spawn(process.execPath, server, { env, detached: true, stdio: ['ignore', log, log] });
    const address = `http://127.0.0.1:${port}`;
    const isUp = () => fetch(`${address}/healthz`).then((answer) => answer.ok, () => false);
    if (!(await eventually(isUp))) {
      throw new Error('code-server does not answer');
    }
    self.browser = await chromium.launch({
      executablePath: browser,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
    self.page = await self.browser.newPage({ viewport: { width: 1200, height: 760 } });
    self.page.setDefaultTimeout(PATIENCE);
    await self.page.goto(`${address}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'domcontentloaded' });
    await self.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return self;
  }

  /** Writes the user's settings, over those that the session began with, and comes back to where it was. */
  async configure(settings) {
    await this.focusEditor();
    await this.command('Preferences: Open User Settings (JSON)');
    await this.page.locator('.tab.active[data-resource-name="settings.json"]').waitFor();
    await this.focusEditor();
    await this.press('Control+a');
    await this.page.keyboard.insertText(JSON.stringify({ ...this.settings, ...settings }));
    await this.press('Control+s');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    await this.command('View: Close Editor');
  }

  async openFile(name) {
    const row = this.page.locator(`.explorer-folders-view .monaco-list-row[aria-label^="${name}"]`);
    await row.dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.focusEditor();
    const mode = this.page.locator('#status\\.editor\\.mode');
    await eventually(async () => !/^(Plain Text)?$/.test(await mode.innerText().catch(() => '')));
    return mode.innerText();
  }

  async focusEditor() {
    await this.page.locator('.editor-group-container.active .monaco-editor .view-line').first().click();
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** Puts the cursor into a place, both counted from one. */
  async goTo(line, column = 1) {
    await this.focusEditor();
    await this.press('Control+g');
    const input = await this.palette();
    await input.fill(`:${line}:${column}`);
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Runs a command by its title, as soon as it is offered. */
  async command(title) {
    const row = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first();
    const isOffered = async () => {
      await this.press('F1');
      try {
        // An editor that opens meanwhile takes the focus, and the palette is gone.
        await this.palette().then((input) => input.fill(`>${title}`, { timeout: 3000 }));
        await row.waitFor({ timeout: 3000 });
        return true;
      } catch {
        await this.press('Escape');
        return false;
      }
    };
    if (!(await eventually(isOffered))) {
      throw new Error(`no command ${title}`);
    }
    await row.click();
  }

  async palette() {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ timeout: 5000 });
    return input;
  }

  /** What the problems view says, one line a row. */
  async problems() {
    const rows = await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
    return rows.map((row) => row.replace(/\s+/g, ' ').trim());
  }

  shows(pattern) {
    return eventually(async () => (await this.problems()).some((row) => pattern.test(row)));
  }

  hides(pattern) {
    return eventually(async () => !(await this.problems()).some((row) => pattern.test(row)));
  }

  /** The text of the hover at the cursor. */
  async hover() {
    await this.press('Control+k', 'Control+i');
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    const said = await eventually(async () => {
      const texts = (await hover.allInnerTexts()).filter((text) => text.trim() && !/^Loading/.test(text.trim()));
      return texts.length && texts.join('\n');
    });
    return said || '';
  }

  /** The titles of the menu of quick fixes at the cursor, which stays open. */
  async quickFixes() {
    const menu = this.page.locator('.action-widget .monaco-list-row.action');
    // The first chord after another widget had the focus can be lost.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.press('Control+.');
      if (await menu.first().waitFor({ timeout: 4000 }).then(() => true, () => false)) {
        break;
      }
      await this.press('Escape');
    }
    return (await menu.allInnerTexts()).map((title) => title.trim());
  }

  async choose(title) {
    await this.page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
  }

  /** What is suggested at the cursor. */
  async suggestions() {
    await this.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor({ timeout: PATIENCE }).catch(() => {});
    return rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
  }

  async picture(file) {
    await this.page.screenshot({ path: file });
  }

  async close() {
    await this.browser?.close().catch(() => {});
    const { server } = this;
    if (server && server.exitCode === null) {
      const gone = new Promise((done) => server.once('exit', done));
      signal(server, 'SIGTERM');
      await Promise.race([gone, new Promise((done) => setTimeout(done, 4000))]);
      signal(server, 'SIGKILL');
    }
  }
}

/** To the process and all that it started. */
function signal({ pid }, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // All of them are gone already.
  }
}

function freePort() {
  return new Promise((found) => {
    const socket = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => found(port));
    });
  });
}
