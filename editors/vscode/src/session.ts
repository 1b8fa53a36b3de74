// The server's life: found, started, stopped, started anew when a setting that it was started with changes.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerCapabilities,
  State,
} from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.ts';
import { chooseProgram, type Program, type Wish } from './program.ts';
import type { Status } from './status.ts';

/** Settings that the server learns only when it starts. */
const STARTS_ANEW = ['enable', 'server.path', 'importStrategy', 'workspaceDiagnostics', 'format.enable'];

/** What the server is told besides the settings of the user: the command that shows the places which a lens counts. */
const OURS = { showReferencesCommand: 'dunnage.showReferences' };

export class Session {
  /** The program that runs, or that ran last. */
  program: Program | undefined;
  private client: LanguageClient | undefined;
  /** Starts and stops come one after the other, however fast they are asked for. */
  private queue: Promise<void> = Promise.resolve();
  private readonly context: vscode.ExtensionContext;
  private readonly log: vscode.LogOutputChannel;
  private readonly trace: vscode.OutputChannel;
  private readonly status: Status;

  constructor(
    context: vscode.ExtensionContext,
    log: vscode.LogOutputChannel,
    trace: vscode.OutputChannel,
    status: Status,
  ) {
    this.context = context;
    this.log = log;
    this.trace = trace;
    this.status = status;
  }

  get serverVersion(): string | undefined {
    return this.client?.initializeResult?.serverInfo?.version;
  }

  get capabilities(): ServerCapabilities | undefined {
    return this.client?.initializeResult?.capabilities;
  }

  restart(): Promise<void> {
    return this.next(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.next(() => this.end());
  }

  configurationChanged(event: vscode.ConfigurationChangeEvent): void {
    if (STARTS_ANEW.some((key) => event.affectsConfiguration(`dunnage.${key}`))) {
      void this.restart();
    }
  }

  private next(step: () => Promise<void>): Promise<void> {
    const after = this.queue.then(step).catch((error: unknown) => {
      this.fail(error instanceof Error ? error.message : String(error));
    });
    this.queue = after;
    return after;
  }

  private async begin(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('dunnage');
    if (!settings.get<boolean>('enable', true)) {
      this.status.stopped();
      return;
    }
    const wish: Wish = {
      path: settings.get<string>('server.path', ''),
      strategy: settings.get<Wish['strategy']>('importStrategy', 'useBundled'),
    };
    const program = chooseProgram(wish, machine(this.context));
    if ('missing' in program) {
      this.fail(program.missing);
      return;
    }
    this.program = program;
    this.log.info(`Starting ${program.command}, which is that of ${program.origin}`);
    this.status.starting();
    const options: LanguageClientOptions = {
      documentSelector: DOCUMENTS,
      outputChannel: this.log,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...settings, ...OURS },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers) ? answers.map((answer) => ({ ...(answer as object), ...OURS })) : answers;
          },
        },
      },
    };
    const client = new LanguageClient('dunnage', 'Dunnage', { command: program.command, args: ['lsp'] }, options);
    client.onDidChangeState(({ newState }) => {
      this.show(newState, client, program);
    });
    this.client = client;
    await client.start();
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    // A client whose server never came up, or is gone, has nothing to say goodbye to.
    if (client?.isRunning()) {
      await client.dispose();
    }
  }

  private show(state: State, client: LanguageClient, program: Program): void {
    void vscode.commands.executeCommand('setContext', 'dunnage.isRunning', state === State.Running);
    if (state === State.Running) {
      this.status.running(client.initializeResult?.serverInfo?.version ?? '', program.origin);
    } else if (state === State.Starting) {
      this.status.starting();
    } else {
      this.status.stopped();
    }
  }

  private fail(why: string): void {
    this.log.error(why);
    this.status.failed(why);
    const settings = 'Open Settings';
    void vscode.window.showErrorMessage(`Dunnage: ${why}`, settings).then(async (chosen) => {
      if (chosen === settings) {
        await vscode.commands.executeCommand('workbench.action.openSettings', 'dunnage.server.path');
      }
    });
  }
}

function machine(context: vscode.ExtensionContext): Parameters<typeof chooseProgram>[1] {
  return {
    isWindows: process.platform === 'win32',
    home: os.homedir(),
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    searchPath: (process.env.PATH ?? '').split(path.delimiter),
    extension: context.extensionPath,
    isFile: (file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
  };
}
