-- A text search vector holds 1 MiB at most, which 150,000 characters do not always fit: an article whose words do not
-- is found by fewer of them, instead of being refused. A trigger keeps the vectors that are there, where another
-- generated column would make them all anew.
ALTER TABLE articles ALTER search DROP EXPRESSION;

CREATE FUNCTION articles_fill_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most integer := 150000;
BEGIN
    LOOP
        BEGIN
            NEW.search := setweight(to_tsvector('simple', left(coalesce(NEW.headline, ''), 10000)), 'A') ||
                          setweight(to_tsvector('simple', left(coalesce(NEW.article_body, ''), most)), 'B');
            RETURN NEW;
        EXCEPTION
            WHEN program_limit_exceeded THEN -- its whole class: also that the stack is too small, which is not the text's
                IF SQLSTATE <> '54000' THEN
                    RAISE;
                END IF;
        END;
        IF most = 0 THEN
            NEW.search := NULL;
            RETURN NEW;
        END IF;
        most := most / 2;
    END LOOP;
END
$$;
CREATE TRIGGER articles_fill_search BEFORE INSERT OR UPDATE OF headline, article_body, search ON articles
    FOR EACH ROW EXECUTE FUNCTION articles_fill_search();
