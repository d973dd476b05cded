import { readFileSync } from 'node:fs';

const LISTENING = '0A';

/** At which of this machine's addresses somebody listens on a port, as Linux has it: IPv4 as usual, IPv6 as the kernel writes it. */
export function listenersOn(port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line))
      .filter((found) => found?.[2] === wanted && found[3] === LISTENING)
      .map((found) => addressOf(found?.[1] ?? '')),
  );
}

/** Of an IPv4 address, the bytes stand in reverse. */
function addressOf(hex: string): string {
  const bytes = hex.length === 8 ? hex.match(/../g) : null;
  return bytes
    ? bytes
        .map((byte) => Number.parseInt(byte, 16))
        .toReversed()
        .join('.')
    : hex;
}
