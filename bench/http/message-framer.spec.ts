import { describe, expect, it } from '@jest/globals';
import { MessageFramer } from './message-framer.ts';

function framer() {
  const messages: [head: string, body: string][] = [];
  return { messages, framer: new MessageFramer((head, body) => messages.push([head, body.toString()])) };
}

const response = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe('MessageFramer', () => {
  it('gives head and body of a message that comes in one piece', () => {
    const { messages, framer: subject } = framer();
    subject.push(Buffer.from(response('Your order has been fulfilled')));
    expect(messages).toEqual([
      ['HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 29', 'Your order has been fulfilled'],
    ]);
  });

  it('puts together messages that come byte by byte', () => {
    const { messages, framer: subject } = framer();
    for (const byte of Buffer.from(response('Zürich') + response('') + response('b'))) {
      subject.push(Buffer.of(byte));
    }
    expect(messages.map(([, body]) => body)).toEqual(['Zürich', '', 'b']);
  });

  it('takes apart messages that come together, and keeps the beginning of the next', () => {
    const { messages, framer: subject } = framer();
    const third = response('third');
    subject.push(Buffer.from(response('first') + response('second') + third.slice(0, 30)));
    expect(messages.map(([, body]) => body)).toEqual(['first', 'second']);
    subject.push(Buffer.from(third.slice(30)));
    expect(messages.map(([, body]) => body)).toEqual(['first', 'second', 'third']);
  });

  it('is not misled by a body that looks like a head', () => {
    const { messages, framer: subject } = framer();
    const body = 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n';
    subject.push(Buffer.from(response(body) + response('next')));
    expect(messages.map(([, text]) => text)).toEqual([body, 'next']);
  });

  it('reads the header in any case, and requests too', () => {
    const { messages, framer: subject } = framer();
    subject.push(Buffer.from('POST /receiving/ HTTP/1.1\r\nHost: hq\r\nContent-Length:2\r\n\r\n{}'));
    expect(messages).toEqual([['POST /receiving/ HTTP/1.1\r\nHost: hq\r\nContent-Length:2', '{}']]);
  });

  it('takes a GET for a message without a body', () => {
    const { messages, framer: subject } = framer();
    subject.push(Buffer.from('GET / HTTP/1.1\r\nHost: hq\r\n\r\nGET / HTTP/1.1\r\n\r\n'));
    expect(messages).toEqual([
      ['GET / HTTP/1.1\r\nHost: hq', ''],
      ['GET / HTTP/1.1', ''],
    ]);
  });

  it('refuses a message of unknown length', () => {
    const { framer: subject } = framer();
    expect(() => {
      subject.push(
        Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nx-content-length: 3\r\n\r\n'),
      );
    }).toThrow('without Content-Length');
  });

  it('refuses bytes without end that never become a message', () => {
    const { framer: subject } = framer();
    expect(() => {
      for (let sent = 0; sent < 5; sent += 1) subject.push(Buffer.alloc(1_024 * 1_024, 'x'));
    }).toThrow('more than');
  });
});
