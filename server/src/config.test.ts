import { expect, test } from 'vitest';
import { defaultPublicUrl, readConfig } from './config.ts';

test('without variables: loopback, 4280, an embedded database', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 4280,
    databaseUrl: null,
    demo: null,
    publicUrl: null,
    logLevel: 'info',
  });
  expect(readConfig({ PORT: '', HOST: ' ' })).toEqual(readConfig({}));
});

test.each([
  ['PORT', 'abc', 'PORT is "abc": use a port number from 0 to 65535.'],
  ['PORT', '70000', 'PORT is "70000": use a port number from 0 to 65535.'],
  ['PORT', '-1', 'PORT is "-1": use'],
  ['PORT', '80 80', 'PORT is "80 80": use'],
  ['HOST', 'http://x', 'HOST is "http://x": use a host name or an IP address'],
  ['HOST', 'a b', 'HOST is "a b": use'],
  ['DATABASE_URL', 'mysql://x/y', 'DATABASE_URL is "mysql://x/y": use postgresql://'],
  ['DATABASE_URL', 'postgresql://host', 'DATABASE_URL is "postgresql://host": use postgresql://'],
  ['HOLDFAST_DEMO', 'yes', 'HOLDFAST_DEMO is "yes": use 1 or 0.'],
  ['PUBLIC_URL', 'desk.example.com', 'PUBLIC_URL is "desk.example.com": use an address'],
  ['PUBLIC_URL', 'https://x/y', 'PUBLIC_URL is "https://x/y": use an address without a path'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud": use one of fatal, error, warn, info, debug, trace, silent.'],
])('%s=%s is refused in one line that says what is allowed', (name, value, line) => {
  const read = (): unknown => readConfig({ [name]: value });
  expect(read).toThrow(line);
  expect(read).not.toThrow(/\n/);
});

test('a wrong DATABASE_URL is shown without its password', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://me:secret@host/db' })).toThrow('"mysql://me:…@host/db"');
});

test('PUBLIC_URL loses its trailing slash, and without it the address people can open is used', () => {
  expect(readConfig({ PUBLIC_URL: 'https://desk.example.com/' }).publicUrl).toBe('https://desk.example.com');
  expect(defaultPublicUrl('0.0.0.0', 1)).toBe('http://localhost:1');
  expect(defaultPublicUrl('::1', 2)).toBe('http://[::1]:2');
});
