-- For sentences: a name comes from the data, and must not speak to a terminal.
create or replace macro tonight.stage.as_label(name) as
    left(regexp_replace(name, '[\x00-\x1f\x7f-\x9f\x{202a}-\x{202e}\x{2066}-\x{2069}]+', ' ', 'g'), 80);

-- How far a count is from the expected one: the log-likelihood ratio, in nats; 4.5 is three standard deviations. Chance and
-- a publisher's own variation together make a negative binomial, whose number of successes is `steadiness`.
create or replace macro tonight.stage.count_surprise(seen, expected, steadiness) as
    seen * ln(greatest(seen, 1) / greatest(expected, 0.5))
    - (seen + steadiness) * ln((seen + steadiness) / (greatest(expected, 0.5) + steadiness));

-- How far a share is from the usual one: the same for so many records of one kind or the other (Kullback-Leibler).
create or replace macro tonight.stage.share_surprise(seen, expected, records) as
    records * (
        seen * ln(greatest(seen, 1e-9) / expected) + (1 - seen) * ln(greatest(1 - seen, 1e-9) / (1 - expected))
    );
