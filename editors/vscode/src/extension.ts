// Where VS Code enters and leaves.
import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { Session } from './session.ts';
import { Status } from './status.ts';

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Dunnage', { log: true });
  const trace = vscode.window.createOutputChannel('Dunnage Trace');
  const status = new Status();
  const started = new Session(context, log, trace, status);
  session = started;
  registerCommands(context, started, log, trace);
  context.subscriptions.push(
    log,
    trace,
    status,
    vscode.workspace.onDidChangeConfiguration((event) => {
      started.configurationChanged(event);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
  );
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}
