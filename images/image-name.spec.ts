import { describe, expect, it } from '@jest/globals';
import { IMAGES } from '@interstella/infra/stages';
import { imageNamed, imagesNamed, localName } from './image-name.ts';

describe('the name of an image', () => {
  it.each([
    ['monolith', 'interstella-monolith:latest'],
    ['monolith:noiridium', 'interstella-monolith:noiridium'],
    ['interstella-iridium:latest', 'interstella-iridium:latest'],
    ['interstella-magnesite', 'interstella-magnesite:latest'],
  ])('%s is understood', (text, local) => {
    expect(localName(imageNamed(text))).toBe(local);
  });

  it('begins with the name of the environment, so that it equals that of the ECR repository', () => {
    expect(localName(imageNamed('team-7-monolith:nomagnesite', 'team-7'), 'team-7')).toBe(
      'team-7-monolith:nomagnesite',
    );
  });

  it.each(['osmium', 'monolith:noosmium', 'iridium:noiridium', 'team-7-iridium', ''])(
    '%j is refused with those that there are',
    (text) => {
      expect(() => imageNamed(text)).toThrow(
        `There is no image ${text}. There are: monolith:latest, monolith:noiridium, monolith:nomagnesite, iridium:latest, magnesite:latest.`,
      );
    },
  );

  it('may be left out for all of them, and said twice for one', () => {
    expect(imagesNamed([])).toEqual(IMAGES);
    expect(imagesNamed(['iridium', 'iridium:latest'])).toHaveLength(1);
  });
});
