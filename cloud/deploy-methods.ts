/** How cdk deploy changes a stack: by a change set, or, where there are none, directly. */
export const DEPLOY_METHODS = ['change-set', 'direct'] as const;

export type DeployMethod = (typeof DEPLOY_METHODS)[number];
