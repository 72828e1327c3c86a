import { expect, test } from 'vitest';
import { as, userIn } from './postgres-user.ts';

test.each([
  ['nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin', { uid: 65_534, gid: 65_534 }, { uid: 65_534, gid: 65_534 }],
  // macOS; `id -u nobody` and `stat` say 4294967294 there.
  ['nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false', { uid: 4_294_967_294, gid: 4_294_967_294 }, { uid: -2, gid: -2 }],
])('%s owns files and starts programs by a number that each accepts', (line, asOwner, asStarter) => {
  const user = userIn(`root:*:0:0:root:/root:/bin/sh\n${line}\n`, 'nobody');
  expect(user).toEqual({ name: 'nobody', ...asOwner });
  expect(as(user)).toEqual(asStarter);
});

test('who is not listed is looked for elsewhere', () => {
  expect(userIn('postgresql:*:216:216::/:/bin/sh\n', 'postgres')).toBe(null);
  expect(as(null)).toEqual({});
});
