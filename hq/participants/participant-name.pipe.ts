import { Injectable, type PipeTransform } from '@nestjs/common';
import { HttpError } from '@interstella/libs/web';
import { PARTICIPANT_NAME } from './participant.ts';

/** The name of a participant in a path. */
@Injectable()
export class ParticipantNamePipe implements PipeTransform<string> {
  /** @throws HttpError 404 for text that is not a valid name */
  transform(name: string): string {
    if (!PARTICIPANT_NAME.test(name)) throw noSuchParticipant(name);
    return name;
  }
}

export function noSuchParticipant(name: string): HttpError {
  const quoted = JSON.stringify(name.slice(0, 40));
  return new HttpError(404, `There is no participant ${quoted}. Add it first.`, 'name');
}
