import type { Action, HealthCheck, Listener, Rule, TargetGroup } from '../deployment/index.ts';
import type { Reading } from './reading.ts';
import type { Fields, Value } from './value.ts';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

const STATUS_CODES = { from: 200, to: 599 };
/** In a rule, of all conditions together; ours has one. AWS raises it for nobody. */
const MOST_PATTERNS = 5;

/** Target groups by logical id. Where the template leaves something out, it is what AWS takes. */
export function readTargetGroups(reading: Reading): ReadonlyMap<string, TargetGroup> {
  return reading.each(TARGET_GROUP, readTargetGroup);
}

function readTargetGroup(fields: Fields): TargetGroup {
  fields.at('Protocol').oneOf('HTTP');
  // Both are an address and a port here; a function is not.
  fields.at('TargetType').oneOf('instance', 'ip');
  return {
    name: fields.at('Name').ownName(),
    healthCheck: readHealthCheck(fields),
    ...fields.at('TargetGroupAttributes').attributes((attributes) => {
      attributes.at('stickiness.enabled').oneOf('false');
      return {
        deregistrationDelayS: attributes
          .at('deregistration_delay.timeout_seconds')
          .number({ from: 0, to: 3_600, absent: 300 }),
        algorithm: attributes
          .at('load_balancing.algorithm.type')
          .oneOf('round_robin', 'least_outstanding_requests'),
      };
    }),
  };
}

function readHealthCheck(fields: Fields): HealthCheck {
  fields.at('HealthCheckPort').oneOf('traffic-port');
  const [path, timeout] = [fields.at('HealthCheckPath'), fields.at('HealthCheckTimeoutSeconds')];
  const intervalS = fields.at('HealthCheckIntervalSeconds').number({ from: 5, to: 300, absent: 30 });
  const timeoutS = timeout.number({ from: 2, to: 120, absent: 5 });
  if (timeoutS >= intervalS) {
    timeout.refuse(`must be less than HealthCheckIntervalSeconds, ${intervalS}, and is ${timeoutS}.`);
  }
  return {
    path: path.isAbsent ? '/' : path.text(),
    intervalS,
    timeoutS,
    healthyThreshold: fields.at('HealthyThresholdCount').number({ from: 2, to: 10, absent: 5 }),
    unhealthyThreshold: fields.at('UnhealthyThresholdCount').number({ from: 2, to: 10, absent: 2 }),
    matcher: readMatcher(fields.at('Matcher')),
  };
}

function readMatcher(matcher: Value): string {
  if (matcher.isAbsent) return '200';
  const [codes = ''] = matcher.object((fields) =>
    fields.at('HttpCode').match(/^(\d{3}(?:-\d{3})?(?:,\d{3}(?:-\d{3})?)*)$/, 'status codes such as 200,202'),
  );
  return codes;
}

/** The load balancer, the listener and its rules, by logical id; of the first two there is one at most. */
export interface Front {
  readonly loadBalancers: ReadonlyMap<string, LoadBalancer>;
  readonly listeners: ReadonlyMap<string, Pick<Listener, 'port' | 'defaultAction'>>;
  readonly rules: ReadonlyMap<string, Rule>;
}

type LoadBalancer = Pick<Listener, 'loadBalancer' | 'idleTimeoutS' | 'dropInvalidHeaders'>;

export function readFront(reading: Reading, targetGroups: ReadonlyMap<string, TargetGroup>): Front {
  return {
    loadBalancers: reading.atMostOne(LOAD_BALANCER, readLoadBalancer),
    listeners: reading.atMostOne(LISTENER, (fields) => readListener(fields, targetGroups)),
    rules: readRules(reading, targetGroups),
  };
}

function readListener(fields: Fields, targetGroups: ReadonlyMap<string, TargetGroup>) {
  fields.at('Protocol').oneOf('HTTP');
  fields.at('LoadBalancerArn').resource(LOAD_BALANCER);
  return {
    port: fields.at('Port').number({ from: 1, to: 65_535 }),
    defaultAction: fields.at('DefaultActions').only('action', (action) => readAction(action, targetGroups)),
  };
}

function readLoadBalancer(fields: Fields): LoadBalancer {
  fields.at('Type').oneOf('application');
  return {
    loadBalancer: fields.at('Name').text(),
    ...fields.at('LoadBalancerAttributes').attributes((attributes) => ({
      idleTimeoutS: attributes.at('idle_timeout.timeout_seconds').number({ from: 1, to: 4_000, absent: 60 }),
      dropInvalidHeaders: attributes.at('routing.http.drop_invalid_header_fields.enabled').flag(false),
    })),
  };
}

function readRules(
  reading: Reading,
  targetGroups: ReadonlyMap<string, TargetGroup>,
): ReadonlyMap<string, Rule> {
  const priorities = new Set<number>();
  return reading.each(RULE, (fields) => {
    fields.at('ListenerArn').resource(LISTENER);
    const priority = fields.at('Priority').number({ from: 1, to: 50_000 });
    if (priorities.has(priority)) fields.at('Priority').refuse(`another rule has priority ${priority}, too.`);
    priorities.add(priority);
    return {
      priority,
      pathPatterns: fields.at('Conditions').only('condition', readPathPatterns),
      action: fields.at('Actions').only('action', (action) => readAction(action, targetGroups)),
    };
  });
}

function readPathPatterns(condition: Value): string[] {
  return condition.object((fields) => {
    fields.at('Field').oneOf('path-pattern');
    return fields.at('PathPatternConfig').object((config) => {
      const values = config.at('Values');
      const patterns = values.list((pattern) => pattern.text());
      if (patterns.length === 0) values.refuse('must hold at least one pattern.');
      if (patterns.length > MOST_PATTERNS) {
        values.refuse(`must hold at most ${MOST_PATTERNS} patterns, not ${patterns.length}.`);
      }
      return patterns;
    });
  });
}

function readAction(action: Value, targetGroups: ReadonlyMap<string, TargetGroup>): Action {
  return action.object((fields): Action => {
    const type = fields.at('Type').oneOf('forward', 'fixed-response');
    if (type === 'fixed-response') return fields.at('FixedResponseConfig').object(readFixedResponse);
    const id = fields.at('TargetGroupArn').resource(TARGET_GROUP);
    return { type, targetGroup: targetGroups.get(id)?.name ?? '' };
  });
}

/** As AWS has them for fixed responses. */
const CONTENT_TYPES = [
  'text/plain',
  'text/css',
  'text/html',
  'application/javascript',
  'application/json',
] as const;

function readFixedResponse(fields: Fields): Action {
  const [contentType, body] = [fields.at('ContentType'), fields.at('MessageBody')];
  return {
    type: 'fixed-response',
    statusCode: fields.at('StatusCode').number(STATUS_CODES),
    contentType: contentType.isAbsent ? 'text/plain' : contentType.oneOf(...CONTENT_TYPES),
    body: body.isAbsent ? '' : body.text(),
  };
}
