import { maskPersonal } from './mask-personal.ts';

test('a body is shown without secrets, and with addresses and numbers that nobody can use', () => {
  const body = {
    note: 'Write to ada@client.example, or <bo@x.example>; call +31 6 1234 5678.',
    list: ['a@b.example'],
    api_token: 'abc',
    paid: true,
    id: '0123456789-abc',
  };
  expect(maskPersonal(body)).toEqual({
    note: 'Write to ad…@client.example, or <bo…@x.example>; call …78.',
    list: ['a…@b.example'],
    api_token: '[masked]',
    paid: true,
    id: '0123456789-abc',
  });
});
