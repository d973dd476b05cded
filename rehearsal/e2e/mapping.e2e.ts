import { describe, expect, it } from '@jest/globals';
import { IMAGES, MONOLITH_GATHERS, RESOURCES, type MonolithTag } from '@interstella/infra/stages';
import { MONOLITH } from '@interstella/libs/testing';
import { expectNobodyAsked, useService } from '@interstella/libs/testing/contracts';
import { bakedEnvironment } from '@interstella/images/baked-environment.ts';

const TAGS = Object.keys(MONOLITH_GATHERS) as MonolithTag[];

/** What HQ is to be asked for an order at a tag: every resource by name, 1 for those that the tag still gathers. */
const claimAt = (tag: MonolithTag) =>
  Object.fromEntries(
    RESOURCES.map((resource) => [resource, MONOLITH_GATHERS[tag].includes(resource) ? 1 : 0]),
  );

/** Started as its image starts it: with what the build bakes in, and nothing else that says what to gather. */
function useMonolith(tag: MonolithTag) {
  const image = IMAGES.find((one) => one.service === 'monolith' && one.tag === tag);
  if (!image) throw new Error(`There is no image monolith:${tag}.`);
  return useService(MONOLITH, () => ({ ...bakedEnvironment(image), DIRECT_ORDERS: 'open' }));
}

describe('a tag of the monolith', () => {
  it('gathers one resource less than the tag before it, down to none', () => {
    expect(TAGS.map((tag) => MONOLITH_GATHERS[tag].length)).toEqual([
      ...RESOURCES.map((_, index) => RESOURCES.length - index),
      0,
    ]);
  });

  describe.each(TAGS.filter((tag) => MONOLITH_GATHERS[tag].length > 0))('that still gathers: %s', (tag) => {
    const monolith = useMonolith(tag);

    it('gathers exactly that for a direct order', async () => {
      expect(await monolith().order({ Message: { bundle: 1 } })).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        claimAt(tag),
      ]);
    });

    it('gathers exactly that for an order from SNS', async () => {
      expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
      expect(monolith().upstream.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        claimAt(tag),
      ]);
    });
  });

  describe.each(TAGS.filter((tag) => MONOLITH_GATHERS[tag].length === 0))(
    'that gathers nothing: %s',
    (tag) => {
      const monolith = useMonolith(tag);

      it('owes a direct order nothing, and says where to order', async () => {
        const { status, body } = await monolith().order({ Message: { bundle: 1 } });
        expect(status).toBe(409);
        for (const resource of RESOURCES) expect(body).toContain(`/${resource}/`);
        expectNobodyAsked(monolith());
      });

      it('takes an order from SNS without asking HQ', async () => {
        expect(await monolith().deliver(monolith().notification())).toMatchObject({ status: 200 });
        expectNobodyAsked(monolith());
      });
    },
  );
});
