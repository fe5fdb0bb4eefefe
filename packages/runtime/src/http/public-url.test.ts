import { assertPublicUrl } from './public-url.ts';

const publicLookup = () => Promise.resolve([{ address: '93.184.216.34', family: 4 }]);

/** M1 and M2 of the security matrix: addresses that must never be reached, however they are spelt. */
const privateUrls = [
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://127.1/',
  'http://0.0.0.0/',
  'http://0/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127。0。0。1/',
  'http://127.0.0.1./',
  'http://[::1]/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b:1::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:0:7f00:1::]/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://[ff02::1]/',
  'http://[5f00::1]/',
  'http://10.0.0.1/',
  'http://172.16.0.1/',
  'http://192.168.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://100.100.100.200/',
  'http://192.0.0.192/',
  'http://198.18.0.1/',
  'http://198.51.100.1/',
  'http://203.0.113.1/',
  'http://224.0.0.1/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
];

describe('assertPublicUrl', () => {
  test.each(privateUrls)('refuses %s', async (url) => {
    await expect(assertPublicUrl(url, { lookup: publicLookup })).rejects.toMatchObject({ code: 'url_not_allowed' });
  });

  test.each([
    'http://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
    'https://example.com/a?b=c#d',
    'http://example.com:80/',
    'https://example.com:443/',
    'http://example.com:443/',
  ])('accepts %s', async (url) => {
    await expect(assertPublicUrl(url, { lookup: publicLookup })).resolves.toBeInstanceOf(URL);
  });

  test.each([
    ['a file', 'file:///etc/passwd'],
    ['gopher', 'gopher://example.com/'],
    ['data', 'data:text/plain,x'],
    ['ftp', 'ftp://example.com/'],
    ['a relative address', '/etc/passwd'],
    ['a user name', 'https://user@example.com/'],
    ['a password', 'https://:pass@example.com/'],
    ['another port', 'https://example.com:8443/'],
    ['the ssh port', 'http://example.com:22/'],
    ['2049 characters', `https://example.com/${'a'.repeat(2029)}`],
    ['nothing', ''],
  ])('refuses %s', async (_what, url) => {
    await expect(assertPublicUrl(url, { lookup: publicLookup })).rejects.toMatchObject({
      code: 'url_not_allowed',
      retriable: false,
    });
  });

  test('refuses a name with one private address among public ones', async () => {
    const lookup = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    await expect(assertPublicUrl('https://mixed.example/', { lookup })).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
  });

  test('does not name the query, which may hold a secret', async () => {
    const message = await assertPublicUrl('https://example.com:22/?token=CANARY', { lookup: publicLookup }).catch(
      String,
    );
    expect(message).toContain('example.com');
    expect(message).not.toContain('CANARY');
  });

  test('accepts a private address only on the allow-listed port', async () => {
    const allowPrivate = ['127.0.0.1:9000', '[::1]:80'];
    await expect(assertPublicUrl('http://127.0.0.1:9000/', { allowPrivate })).resolves.toBeInstanceOf(URL);
    await expect(assertPublicUrl('http://[::1]/', { allowPrivate })).resolves.toBeInstanceOf(URL);
    await expect(assertPublicUrl('http://127.0.0.1:9001/', { allowPrivate })).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
    await expect(assertPublicUrl('http://127.0.0.1/', { allowPrivate })).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
  });

  test('tells a name that does not exist from a resolver that fails', async () => {
    const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));
    const missing = assertPublicUrl('https://no.example/', { lookup: failing('ENOTFOUND') });
    await expect(missing).rejects.toMatchObject({ code: 'fetch_host_not_found', retriable: false });
    const down = assertPublicUrl('https://no.example/', { lookup: failing('EAI_AGAIN') });
    await expect(down).rejects.toMatchObject({ code: 'fetch_dns_failed', retriable: true });
  });
});
