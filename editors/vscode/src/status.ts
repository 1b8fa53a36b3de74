// The word about the server in the list of languages, at the right of the status bar.
import * as vscode from 'vscode';
import { DOCUMENTS } from './documents.ts';

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('dunnage.status', DOCUMENTS);

  constructor() {
    this.item.name = 'Dunnage';
    this.stopped();
  }

  starting(): void {
    this.show('Dunnage', 'Starting', vscode.LanguageStatusSeverity.Information, true);
  }

  running(version: string, origin: string): void {
    this.show(`Dunnage ${version}`, `From ${origin}`, vscode.LanguageStatusSeverity.Information);
  }

  stopped(): void {
    this.show('Dunnage', 'Not running', vscode.LanguageStatusSeverity.Information);
  }

  failed(why: string): void {
    this.show('Dunnage', why, vscode.LanguageStatusSeverity.Error);
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    const isFailure = severity === vscode.LanguageStatusSeverity.Error;
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = busy;
    this.item.command = isFailure
      ? { command: 'dunnage.restart', title: 'Restart' }
      : { command: 'dunnage.showLogs', title: 'Show logs' };
  }

  dispose(): void {
    this.item.dispose();
  }
}
