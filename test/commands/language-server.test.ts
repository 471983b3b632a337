/**
 * The promise to editors, held by the language server that they use: started as a process, with the settings that
 * `duel init` writes, it finds no fault in shipped files, underlines mistakes, and completes. No network.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEVERS } from '../../src/model/levers.js';
import { scenarioSchema } from '../../src/scenarios/schema.js';
import { Study } from './study.js';

const SERVER = resolve('node_modules/yaml-language-server/bin/yaml-language-server');
const SCHEMA = pathToFileURL(resolve('schema/scenario.schema.json')).href;
const MODELINE = `# yaml-language-server: $schema=${SCHEMA}`;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
interface Diagnostic {
  readonly message: string;
  /** Lines are counted from 0. */
  readonly range: { readonly start: { readonly line: number } };
}

/** The server, spoken to in JSON-RPC 2.0 with the headers of the Language Server Protocol 3.17. */
class LanguageServer {
  private readonly process: ChildProcessWithoutNullStreams;
  private unread = Buffer.alloc(0);
  private count = 0;
  private readonly waiting = new Map<string, (result: unknown) => void>();

  /** @param settings answer to `workspace/configuration`, by section */
  constructor(private readonly settings: Readonly<Record<string, unknown>>) {
    this.process = spawn(process.execPath, [SERVER, '--stdio']);
    this.process.stderr.resume();
    this.process.stdout.on('data', (chunk: Buffer) => this.read(chunk));
  }

  /** Ready once the server has asked for its settings: they are in place before whatever it reads next. */
  async start(): Promise<void> {
    const configured = new Promise((done) => this.waiting.set('configured', done));
    const workspace = { configuration: true, didChangeConfiguration: { dynamicRegistration: true } };
    await this.request('initialize', { processId: process.pid, rootUri: null, capabilities: { workspace } });
    this.send({ method: 'initialized', params: {} });
    this.send({ method: 'workspace/didChangeConfiguration', params: { settings: null } });
    await configured;
  }

  /** Opens a document under a URI that no other has had, since diagnostics come by URI and without a version. */
  async diagnostics(text: string, uri = this.newUri()): Promise<readonly Diagnostic[]> {
    const published = new Promise((done) => this.waiting.set(uri, done));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    this.send({ method: 'textDocument/didOpen', params: { textDocument } });
    return (await published) as readonly Diagnostic[];
  }

  /** Labels offered at the place of the one `|` in a text, in alphabetical order. */
  async completions(marked: string): Promise<string[]> {
    const [before, after] = marked.split('|') as [string, string];
    const uri = this.newUri();
    await this.diagnostics(before + after, uri);
    const lines = before.split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)!.length };
    const offered = await this.request('textDocument/completion', { textDocument: { uri }, position });
    return (offered as { items: { label: string }[] }).items.map(({ label }) => label).sort();
  }

  /** Settles when the process has ended. */
  async stop(): Promise<void> {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGKILL');
    await ended;
  }

  private newUri(): string {
    this.count += 1;
    return pathToFileURL(resolve(`unsaved-${this.count}.yaml`)).href;
  }

  private request(method: string, params: unknown): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    this.send({ id, method, params });
    return new Promise((done) => this.waiting.set(`response ${id}`, done));
  }

  private send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  private read(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    for (;;) {
      const start = this.unread.indexOf('\r\n\r\n') + 4;
      if (start < 4) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.unread.toString('latin1', 0, start))![1]);
      if (this.unread.length < start + length) return;
      const message = JSON.parse(this.unread.toString('utf8', start, start + length)) as Message;
      this.unread = this.unread.subarray(start + length);
      this.receive(message);
    }
  }

  private receive({ id, method, params, result, error }: Message): void {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      this.settle(uri, diagnostics);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: { section: string }[] };
      this.send({ id: id!, result: items.map(({ section }) => this.settings[section] ?? null) });
      this.settle('configured', null);
    } else if (method !== undefined && id !== undefined) {
      this.send({ id, result: null });
    } else if (id !== undefined) {
      this.settle(`response ${id}`, error ?? result);
    }
  }

  private settle(key: string, value: unknown): void {
    this.waiting.get(key)?.(value);
    this.waiting.delete(key);
  }
}

const study = new Study();
let server: LanguageServer;

beforeAll(async () => {
  study.duel('init', 'mine');
  const written = study.json('mine/.vscode/settings.json') as { 'yaml.customTags': string[] };
  const customTags = written['yaml.customTags'];
  server = new LanguageServer({ yaml: { customTags, schemaStore: { enable: false } } });
  await server.start();
});
afterAll(async () => {
  await server.stop();
  study.remove();
});

describe('the YAML language server', () => {
  it('finds no fault in any shipped scenario', async () => {
    const names = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
    const texts = names.map((name) => readFileSync(`scenarios/${name}`, 'utf8'));
    expect(texts.filter((text) => text.includes(': !unset')).length).toBeGreaterThan(0);
    const found = await Promise.all(
      names.map(async (name, index) => {
        const uri = pathToFileURL(resolve('scenarios', name)).href;
        return (await server.diagnostics(texts[index]!, uri)).map(({ message }) => `${name}: ${message}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  it.each([
    'counterfactual: !unset',
    'purpose: !unset',
    'pressure: {taliban: !unset}',
    'experiment: {draws: !unset, seed: !unset}',
  ])('lets a file remove what its parent says: %s', async (line) => {
    expect(await server.diagnostics(`${MODELINE}\nschema: scenario/v1\n${line}\n`)).toEqual([]);
  });

  const lever = 'id: border-control, from: 2023-07-01, source: assumption';
  it.each([
    ['an unknown key', 'counterfactaul: base', 'Property counterfactaul is not allowed.'],
    ['a value off the list', 'purpose: curiosity', 'Value is not accepted. Valid values: "decision-making"'],
    ['a text for a list', 'levers: none', 'Expected a list of levers, each {id, from, strength, source}.'],
    ['a key that a lever lacks', `levers: [{${lever}, strength: 1, group: ttp}]`, 'group is not allowed.'],
    ['a strength of 3', `levers: [{${lever}, strength: 3}]`, 'Value is above the maximum of 1.'],
  ])('underlines %s', async (_, line, message) => {
    const found = await server.diagnostics(`${MODELINE}\nschema: scenario/v1\nid: a\n${line}\ntitle: A\n`);
    expect(found.map(({ range }) => range.start.line)).toEqual([3]);
    expect(found[0]!.message).toContain(message);
  });

  it('offers the keys of a scenario that it does not have yet', async () => {
    const keys = Object.keys(scenarioSchema.shape).filter((key) => key !== 'schema');
    expect(keys).toContain('counterfactual');
    const offered = await server.completions(`${MODELINE}\nschema: scenario/v1\n|\n`);
    expect(offered).toEqual(['!unset', ...keys].sort());
  });

  it.each([
    ['a lever, in a list of blocks', 'levers:\n  - id: |\n', 'lever'],
    ['a lever, in a list in brackets', 'levers: [{id: |}]\n', 'lever'],
    ['an event', 'events:\n  - id: |\n', 'event'],
  ])('offers every id of %s', async (_, text, kind) => {
    const ids = LEVERS.filter((entry) => entry.kind === kind).map(({ id }) => id);
    const offered = await server.completions(`${MODELINE}\nschema: scenario/v1\n${text}`);
    expect(offered).toEqual(['!unset', ...ids].sort());
  });
});
