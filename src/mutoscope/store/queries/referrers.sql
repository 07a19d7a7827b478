-- Pages with a player, under their domains: a row a page, the most telling first, so many of each domain, and of a page of domains
-- as ordered. Counts of a domain, and of all, are the sums of their pages'. A template: metrics/referrers.py, around a question by domain and page.
SELECT *
FROM
(
    SELECT
        *,
        {domain_rate} AS domain_view_rate,
        {all_rate} AS all_view_rate,
        dense_rank() OVER (ORDER BY {domain_order}, domain) AS place,
        row_number() OVER (PARTITION BY domain ORDER BY {page_order}, url) AS place_in_domain
    FROM
    (
        SELECT
            d0 AS domain,
            d1 AS url,
            views,
            player_loads,
            view_rate,
            sum(views) OVER (PARTITION BY domain) AS domain_views,
            sum(player_loads) OVER (PARTITION BY domain) AS domain_player_loads,
            count() OVER (PARTITION BY domain) AS domain_pages,
            uniqExact(domain) OVER () AS domains,
            sum(views) OVER () AS all_views,
            sum(player_loads) OVER () AS all_player_loads
        FROM ({pages})
    )
)
WHERE place > {{first:UInt64}} AND place <= {{last:UInt64}} AND place_in_domain <= {{most_pages:UInt64}}
ORDER BY place, place_in_domain
