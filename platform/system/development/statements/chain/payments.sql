-- The bills with their lines, what has been paid of them by now, and what insurers were asked for.

INSERT INTO clinic.payments (
    id, clinic_id, patient_id, appointment_id, payment_number, payment_date, payment_method, subtotal,
    gst_amount, chas_subsidy_amount, medisave_amount, insurance_claim_amount, total_amount, paid_amount,
    change_amount, outstanding_amount, status, transaction_reference, payment_gateway, payment_intent_id,
    is_refunded, refunded_amount, refund_reason, refunded_at, refunded_by, receipt_number, receipt_sent_at,
    notes, created_at
)
SELECT
    bill.payment,
    site.id,
    person.id,
    bill.visit,
    'PY-' || bill.number,
    bill.date,
    bill.method,
    bill.subtotal,
    bill.gst,
    bill.chas,
    bill.medisave,
    bill.insurance,
    bill.total,
    handed.amount,
    CASE WHEN paid.is_paid THEN handed.amount - bill.total ELSE 0 END,
    CASE WHEN paid.is_paid THEN 0 ELSE bill.total - handed.amount END,
    bill.status::clinic.payment_status,
    CASE WHEN paid.by_gateway THEN 'ch_' || replace(bill.payment::text, '-', '') END,
    CASE WHEN paid.by_gateway THEN words.gateway END,
    CASE WHEN paid.by_gateway THEN 'pi_' || replace(bill.payment::text, '-', '') END,
    bill.status = 'refunded',
    CASE WHEN bill.status = 'refunded' THEN bill.total END,
    CASE WHEN bill.status = 'refunded' THEN 'Billed twice: also paid by the employer' END,
    CASE WHEN bill.status = 'refunded' THEN bill.refund_at END,
    CASE WHEN bill.status = 'refunded' THEN admin.id END,
    CASE WHEN paid.is_paid THEN 'RC-' || bill.number END,
    CASE WHEN paid.is_paid THEN bill.till_at END,
    CASE bill.status
        WHEN 'failed' THEN 'Card declined; the patient pays at the next visit.'
        WHEN 'partial' THEN 'The rest at the next visit.'
    END,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.login AS admin ON admin.role = 'admin'
JOIN pg_temp.person ON person.number = bill.person
CROSS JOIN LATERAL (
    SELECT
        bill.status IN ('completed', 'refunded') AS is_paid,
        bill.status IN ('completed', 'refunded') AND bill.method = ANY (words.gateway_methods) AS by_gateway
) AS paid
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN paid.is_paid AND bill.method = 'cash' THEN ceil(bill.total / 10) * 10
        WHEN paid.is_paid THEN bill.total
        WHEN bill.status = 'partial' THEN round(bill.total / 2)
        ELSE 0
    END AS amount
) AS handed;

-- The patient is the payment's: a trigger copies it.
INSERT INTO clinic.payment_items (
    id, clinic_id, payment_id, item_type, item_description, quantity, unit_price, total_price, created_at
)
SELECT
    pg_temp.timed_key('payment_items/' || line.place, bill.dice, bill.ended_at),
    site.id,
    bill.payment,
    line.kind,
    line.description,
    line.quantity,
    line.price,
    line.quantity * line.price,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
CROSS JOIN LATERAL (
    SELECT 0, 'consultation', CASE WHEN bill.online THEN 'Video consultation' ELSE 'Consultation' END, 1, bill.fee
    UNION ALL
    SELECT remedy.place, 'medication', remedy.name, remedy.quantity, remedy.price
    FROM pg_temp.remedy
    WHERE remedy.condition = bill.condition AND remedy.barred_by IS DISTINCT FROM bill.allergic_to
    UNION ALL
    SELECT 11, 'vaccination', vaccine.name, 1, vaccine.price
    FROM pg_temp.vaccine
    WHERE vaccine.key = bill.vaccine
    UNION ALL
    SELECT 12, 'laboratory', panel.category, 1, panel.price
    FROM pg_temp.panel
    WHERE panel.key = bill.laboratory
    UNION ALL
    SELECT 13, 'imaging', picture.label, 1, picture.price
    FROM pg_temp.picture
    WHERE picture.key = bill.imaging
) AS line (place, kind, description, quantity, price);

INSERT INTO clinic.insurance_claims (
    id, clinic_id, patient_id, payment_id, claim_number, insurance_provider, claim_type, claimed_amount,
    approved_amount, rejected_amount, copayment_amount, status, submitted_at, approved_at, rejected_at,
    rejection_reason, documents, created_at
)
WITH sent AS MATERIALIZED (
    SELECT
        bill.*,
        (bill.date + 1 + time '17:00') AT TIME ZONE site.timezone AS submit_at,
        (bill.date + 7 + time '10:00') AT TIME ZONE site.timezone AS decide_at,
        pg_temp.pick(bill.dice, 'claim', '{approved,partially_approved,rejected}', '{0.75,0.9}') AS decision
    FROM pg_temp.bill
    CROSS JOIN pg_temp.site
    WHERE bill.insurance > 0
),

judged AS MATERIALIZED (
    SELECT
        sent.*,
        sent.submit_at <= site.now AS is_submitted,
        CASE
            WHEN sent.decide_at > site.now THEN 'none'
            WHEN sent.decision = 'partially_approved' AND sent.insurance <= 20 THEN 'approved'
            ELSE sent.decision
        END AS outcome
    FROM sent
    CROSS JOIN pg_temp.site
)
SELECT
    pg_temp.timed_key('insurance_claims', judged.dice, judged.ended_at),
    site.id,
    person.id,
    judged.payment,
    'CL-' || judged.number,
    judged.insurer,
    'outpatient',
    judged.insurance,
    CASE judged.outcome WHEN 'approved' THEN judged.insurance WHEN 'partially_approved' THEN 20 END,
    CASE judged.outcome
        WHEN 'rejected' THEN judged.insurance
        WHEN 'partially_approved' THEN judged.insurance - 20
    END,
    judged.total,
    CASE
        WHEN NOT judged.is_submitted THEN 'pending'
        WHEN judged.outcome = 'none' THEN 'submitted'
        WHEN judged.outcome = 'approved' AND judged.decide_at + interval '7 days' <= site.now THEN 'paid'
        ELSE judged.outcome
    END,
    CASE WHEN judged.is_submitted THEN judged.submit_at END,
    CASE WHEN judged.outcome IN ('approved', 'partially_approved') THEN judged.decide_at END,
    CASE WHEN judged.outcome = 'rejected' THEN judged.decide_at END,
    CASE judged.outcome
        WHEN 'partially_approved' THEN 'Above the limit for one visit'
        WHEN 'rejected' THEN 'Policy had lapsed on the day of the visit'
    END,
    jsonb_build_array(jsonb_build_object('name', 'Invoice PY-' || judged.number)),
    judged.ended_at
FROM judged
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = judged.person;
