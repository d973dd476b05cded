import { describe, expect, it } from '@jest/globals';
import { settingsFrom } from './npm-settings.ts';

const NOTHING = { texts: [], certificates: [] };

function passedOn(...texts: readonly string[]): string | undefined {
  const env = { TOKEN: 'secret-1', HOST: 'git.example', ODD: String.raw`a#b;c\d"e` };
  return settingsFrom({ ...NOTHING, texts }, env).env.INTERSTELLA_NPMRC;
}

describe('the settings of npm for a build', () => {
  it('are none where the person has none', () => {
    const texts = ['fund=false\n; registry=https://a.example\nprefix=/opt', ''];
    expect(settingsFrom({ ...NOTHING, texts }, { HOME: '/root', npm_config_registry: '' })).toEqual({
      ...{ options: [], env: {}, names: [] },
    });
  });

  it('are what reaches a registry, from every file, and nothing that is for this machine', () => {
    const ofAll = 'registry = https://npm.example/a/\r\nstrict-ssl=false\ncache=/tmp/c\nomit=optional\n';
    const own = '@team:registry=https://team.example/\n//team.example/:_authToken = "abc"\nscript-shell=zsh';
    expect(passedOn(ofAll, own)).toBe(
      'registry=https://npm.example/a/\nstrict-ssl=false\n@team:registry=https://team.example/\n//team.example/:_authToken="abc"\n',
    );
  });

  it('have the values of the variables that they speak of', () => {
    expect(passedOn('//a.example/:_authToken=${TOKEN}')).toBe('//a.example/:_authToken=secret-1\n');
    expect(passedOn('//a.example/:_authToken=${MISSING?}x${OTHER}')).toBe(
      '//a.example/:_authToken=x${OTHER}\n',
    );
  });

  it('have them in names, too', () => {
    expect(passedOn('//${HOST}/npm/:_authToken=${TOKEN}')).toBe('//git.example/npm/:_authToken=secret-1\n');
    expect(passedOn('@team:${MISSING?}registry=https://${HOST}/')).toBe(
      '@team:registry=https://git.example/\n',
    );
  });

  it.each([
    ['without quotes', 'x${ODD}', String.raw`xa\#b\;c\\d"e`],
    ['in quotes', '"x${ODD}"', String.raw`"xa#b;c\\d\"e"`],
  ])(
    'have the characters that mean something to npm written as its files need them, %s',
    (_how, text, written) => {
      expect(passedOn(`//a.example/:_password=${text}`)).toBe(`//a.example/:_password=${written}\n`);
    },
  );

  it('come from npm’s variables last, since those win', () => {
    const env = {
      npm_config_registry: 'https://b.example/',
      NPM_CONFIG_MIN_RELEASE_AGE: '3',
      npm_config_ca: 'a\nb',
      npm_config_cache: '/tmp',
    };
    const { env: passed } = settingsFrom({ ...NOTHING, texts: ['registry=https://a.example/'] }, env);
    expect(passed.INTERSTELLA_NPMRC).toBe(
      'registry=https://a.example/\nregistry="https://b.example/"\nmin-release-age="3"\nca="a\\nb"\n',
    );
  });

  it('stand in no argument, and are named without credentials', () => {
    const texts = ['registry=https://me:secret-2@npm.example/\n//npm.example/:_authToken=${TOKEN}'];
    const env = { TOKEN: 'secret-1', https_proxy: 'http://me:secret-3@proxy.example:3128', NO_PROXY: '' };
    const certificates = [['cafile', '/etc/a,"b".pem']] as const;
    const { options, names } = settingsFrom({ texts, certificates }, env);
    expect(options).toEqual([
      ...['--secret', 'id=npmrc,env=INTERSTELLA_NPMRC'],
      ...['--secret', 'id=npm-ca,"src=/etc/a,""b"".pem"'],
      ...['--build-arg', 'https_proxy'],
    ]);
    expect(names).toEqual(['registry at npm.example', '//npm.example/:_authToken', 'cafile', 'https_proxy']);
  });

  it.each([
    ['registry=http://localhost:4873/', true],
    ['registry=http://127.0.0.1', true],
    ['https-proxy=http://me:x@[::1]:3128', true],
    ['registry="http://localhost"', true],
    ['registry=https://localhost.example/', false],
    ['registry=https://npm.example/localhost', false],
  ])('let the build share the network of this machine where that is where %s is: %p', (text, shares) => {
    const { options } = settingsFrom({ ...NOTHING, texts: [text] }, {});
    expect(options.join(' ').includes('--network host')).toBe(shares);
  });
});
