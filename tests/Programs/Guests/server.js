// fs, http, worker_threads, child_process, streams, timers and signals. Argument: an empty directory.
'use strict';
const fs = require('fs');
const http = require('http');
const path = require('path');
const zlib = require('zlib');
const crypto = require('crypto');
const { Worker, isMainThread, parentPort, workerData, MessageChannel } = require('worker_threads');
const { execFile, execFileSync, spawn, fork } = require('child_process');
const { once } = require('events');
const { pipeline } = require('stream/promises');

if (!isMainThread) {
  const shared = new Int32Array(workerData.shared);
  for (let i = 0; i < 10000; i++) Atomics.add(shared, 0, 1);
  let sum = 0;
  for (let i = workerData.from; i < workerData.to; i++) sum += i;
  parentPort.postMessage({ sum, text: workerData.text.toUpperCase() });
} else if (process.argv[2] === 'child') {
  process.on('message', (m) => process.send({ doubled: m.number * 2 }, () => process.exit(4)));
} else {
  main(process.argv[2]).catch((e) => { console.log(e); process.exit(1); });
}

async function files(directory) {
  const file = path.join(directory, 'file.txt');
  fs.writeFileSync(file, 'first\n');
  await fs.promises.appendFile(file, 'second\n');
  const stat = await fs.promises.stat(file);
  console.log(stat.size, stat.isFile(), (stat.mode & 0o777).toString(8), fs.readFileSync(file, 'utf8').split('\n').length);
  await fs.promises.mkdir(path.join(directory, 'a/b/c'), { recursive: true });
  fs.symlinkSync('file.txt', path.join(directory, 'link'));
  fs.renameSync(file, path.join(directory, 'a/moved'));
  console.log(fs.readdirSync(directory).sort(), fs.readlinkSync(path.join(directory, 'link')), fs.existsSync(path.join(directory, 'link')));
  try { fs.readFileSync(file); } catch (e) { console.log(e.code, e.syscall); }
  await pipeline(fs.createReadStream(process.execPath, { end: 3999999 }), zlib.createGzip({ level: 1 }), fs.createWriteStream(path.join(directory, 'packed')));
  const unpacked = crypto.createHash('sha256');
  await pipeline(fs.createReadStream(path.join(directory, 'packed')), zlib.createGunzip(), unpacked);
  const direct = crypto.createHash('sha256').update(fs.readFileSync(process.execPath).subarray(0, 4000000)).digest('hex');
  console.log('packed and unpacked', unpacked.digest('hex') === direct);
  const watcher = fs.watch(directory);
  const changed = once(watcher, 'change');
  setTimeout(() => fs.writeFileSync(path.join(directory, 'seen'), 'x'), 20);
  console.log('watched', (await changed)[1]);
  watcher.close();
  fs.rmSync(path.join(directory, 'a'), { recursive: true });
  console.log(fs.existsSync(path.join(directory, 'a')));
}

function request(port, options, body) {
  return new Promise((resolve) => {
    const r = http.request({ port, host: '127.0.0.1', ...options }, (answer) => {
      const parts = [];
      answer.on('data', (d) => parts.push(d));
      answer.on('end', () => resolve(`${answer.statusCode} ${Buffer.concat(parts)}`));
    });
    r.on('error', (e) => resolve(e.code));
    r.end(body);
  });
}

async function web() {
  const server = http.createServer((q, a) => {
    if (q.url === '/echo') { q.pipe(a); return; }
    if (q.url === '/none') { a.writeHead(404); a.end('none'); return; }
    if (q.url === '/broken') { q.socket.destroy(); return; }
    a.setHeader('Content-Type', 'text/plain');
    a.end(`${q.method} ${q.url} ${q.headers['x-name'] || ''}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  console.log(await request(port, { path: '/hello', headers: { 'X-Name': 'node' } }));
  console.log(await request(port, { path: '/none' }));
  console.log(await request(port, { path: '/broken' }));
  const large = 'x'.repeat(1 << 20);
  console.log((await request(port, { path: '/echo', method: 'POST' }, large)).length);
  const all = await Promise.all(Array.from({ length: 200 }, (_, i) => request(port, { path: '/' + i })));
  console.log(all.filter((text, i) => text === `200 GET /${i} `).length);
  server.close();
  await once(server, 'close');
}

async function workers() {
  const shared = new SharedArrayBuffer(4);
  const answers = await Promise.all(['one', 'two', 'three', 'four'].map(async (text, i) => {
    const worker = new Worker(__filename, { workerData: { shared, text, from: i * 1000, to: (i + 1) * 1000 } });
    // Asked for both beforehand: the second may come before what waits for the first goes on.
    const [[answer]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    return answer;
  }));
  console.log(answers, new Int32Array(shared)[0]);
  const { port1, port2 } = new MessageChannel();
  port2.postMessage({ a: [1, 2, 3] });
  console.log((await once(port1, 'message'))[0]);
  port1.close();
}

async function children() {
  console.log(execFileSync('/bin/sh', ['-c', 'echo $1; exit 0', 'sh', 'argument']).toString());
  console.log(await new Promise((resolve) => execFile('/bin/sh', ['-c', 'echo out; echo err >&2; exit 3'], (e, out, err) => resolve([e.code, out, err]))));
  const cat = spawn('/usr/bin/cat');
  cat.stdin.end('through cat');
  const [[text], [status]] = await Promise.all([once(cat.stdout, 'data'), once(cat, 'close')]);
  console.log(text.toString(), status);
  const sleeper = spawn('/usr/bin/sleep', ['30']);
  setTimeout(() => sleeper.kill('SIGTERM'), 20);
  console.log(await once(sleeper, 'exit'));
  const child = fork(__filename, ['child']);
  child.send({ number: 21 });
  const [[answer], ended] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  console.log(answer, ended);
  const missing = spawn('/no/such/program');
  console.log((await once(missing, 'error'))[0].code);
}

async function main(directory) {
  await files(directory);
  await web();
  await workers();
  await children();
  const caught = once(process, 'SIGUSR2');
  process.kill(process.pid, 'SIGUSR2');
  console.log('signal', await caught);
  const order = [];
  setImmediate(() => order.push('immediate'));
  process.nextTick(() => order.push('tick'));
  Promise.resolve().then(() => order.push('promise'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(order);
  process.exitCode = 7;
}
